import { isSign, type Token } from './extract/tokens.ts'
import type { TimeWords } from './script.ts'

/** The most words that a phrase of a time has. */
const longest = 4
/** An hour that can only be one of the 24 hour clock; Haitian writes its "è" on to it. */
const late = /^(?:1[3-9]|2[0-3])e?$/u
/** "O'clock", said after the hour: in Urdu it counts nothing else, in Bengali it may. */
const clockOnly = /^(?:بج|baj)/u
const saidAfter = /^(?:بج|baj|\p{Script=Bengali})/u
/** "5th" is a street or a day. */
const ordinal = /^\d+(?:st|nd|rd|th)$/u

/**
 * Whether a number without any mark of a clock stands where an hour does: after "at", a word of a time or
 * nothing, and with nothing after it that it could count. "Last night 9" names an hour; "last night 9 men",
 * "yesterday, apartment 9" and "yesterday on 5th" do not.
 */
export function standsAsHour(tokens: readonly Token[], index: number, words: TimeWords): boolean {
  if (ordinal.test(tokens[index]?.form ?? '')) return false
  const led = isLed(tokens, index, words) || saysClock(tokens, index)
  return led && countsNothing(tokens, index, words)
}

/** Whether a number begins its clause, or what stands before it leads to an hour. */
export function isLed(tokens: readonly Token[], index: number, words: TimeWords): boolean {
  const before = tokens[index - 1]
  if (!before || before.clause !== tokens[index]?.clause) return true
  const leads = [words.at, words.about, words.beyond, words.half]
  // "Vers les 9 heures"; and "lunes 9" is a date.
  const apart = before.form.length <= 3 ? [index - 1, index - 2] : [index - 1]
  if (apart.some((last) => endsWith(tokens, last, leads))) return true
  return endsWith(tokens, index - 1, partsAndDays(words))
}

/** Whether nothing follows a number in its clause but more of a time. */
export function countsNothing(tokens: readonly Token[], index: number, words: TimeWords): boolean {
  const clause = tokens[index]?.clause
  const after = tokens[index + 1]
  if (!after || after.clause !== clause) return true
  const named = words.at.has(after.form) && saidAfter.test(after.form)
  const next = named ? index + 2 : index + 1
  if (!tokens[next] || tokens[next].clause !== clause) return true
  const { about, beyond, half, hours, weekdays, months } = words
  const others = [about, beyond, half, hours, ...weekdays, ...months]
  return beginsWith(tokens, next, [...partsAndDays(words), ...others])
}

/** "At 14", "a las 14 horas", "14 بجے": an hour of the 24 hour clock with what leads to an hour beside it. */
export function isLateHour(tokens: readonly Token[], index: number, words: TimeWords): boolean {
  if (!late.test(tokens[index]?.form ?? '')) return false
  const named = isNamedHour(tokens, index, words)
  return named && countsNothing(tokens, index, words)
}

/** Whether a number stands right beside what leads to an hour and to nothing less sure, as in "at 9". */
export function isNamedHour(tokens: readonly Token[], index: number, words: TimeWords): boolean {
  if (saysClock(tokens, index)) return true
  if (tokens[index - 1]?.clause !== tokens[index]?.clause) return false
  return endsWith(tokens, index - 1, [words.at]) && !endsWith(tokens, index - 1, [words.about])
}

/** What is said after an hour, and not before: only other scripts do that. */
const spelledAfter = /[^\p{Script=Latin}\p{Script=Cyrillic}\s]/u
/** So many tokens an hour is written in, as "3", "00" and "pm". */
const hourTokens = 3

/** Whether "after", "until" and the like stand right beside a time. */
export function isBeyond(
  tokens: readonly Token[],
  { first, last }: { first: number; last: number },
  { beyond }: TimeWords,
): boolean {
  const clause = tokens[first]?.clause
  if (tokens[first - 1]?.clause === clause && endsWith(tokens, first - 1, [beyond])) return true
  return tokens.slice(last + 1, last + 1 + hourTokens).some((after, index) => {
    if (after.clause !== clause || !spelledAfter.test(after.form)) return false
    return beginsWith(tokens, last + 1 + index, [beyond])
  })
}

function saysClock(tokens: readonly Token[], index: number): boolean {
  const after = tokens[index + 1]
  return after?.clause === tokens[index]?.clause && clockOnly.test(after?.form ?? '')
}

function partsAndDays(words: TimeWords): ReadonlySet<string>[] {
  const { morning, afternoon, evening, night, today, yesterday, before_yesterday } = words
  return [morning, afternoon, evening, night, today, yesterday, before_yesterday]
}

function endsWith(
  tokens: readonly Token[],
  last: number,
  known: readonly ReadonlySet<string>[],
): boolean {
  return runs((length) => tokens.slice(Math.max(0, last + 1 - length), last + 1), known)
}

function beginsWith(
  tokens: readonly Token[],
  first: number,
  known: readonly ReadonlySet<string>[],
): boolean {
  return runs((length) => tokens.slice(first, first + length), known)
}

function runs(
  run: (length: number) => readonly Token[],
  known: readonly ReadonlySet<string>[],
): boolean {
  for (let length = 1; length <= longest; length++) {
    const said = phraseOf(run(length))
    if (known.some((words) => words.has(said))) return true
  }
  return false
}

/** Words as lists have them: signs of a script without spaces are one word together. */
export function phraseOf(tokens: readonly Token[]): string {
  return tokens.map(({ form }) => form).join(tokens.every(({ form }) => isSign(form)) ? '' : ' ')
}
