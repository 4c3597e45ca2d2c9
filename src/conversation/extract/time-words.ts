import { countsNothing, isNamedHour } from '../bare-hour.ts'
import { findClocks } from '../east-asian-clock.ts'
import type { TimeWords } from '../script.ts'
import type { Reading, Span, Text } from './finding.ts'
import { readTokens, type Token } from './tokens.ts'

/** A number with what clocks write on to it: "9", "15h30", "3pm". */
const clockPart = /^\d{1,2}(?:h(?:\d{2})?|[ap]m)?$/u
/** What stands apart after its number; by itself "a" is a word like any other. */
const afterClock = /^(?:[ap]m?|h)$/u
/** Chinese and Korean say "about" after the time. */
export const saidAfter = /[\p{Script=Han}\p{Script=Hangul}]/u

/** Words of times, in the forms and the tokens they consist of. */
interface Known {
  solid: ReadonlySet<string>
  loose: ReadonlySet<string>
  /** Every token of any of them: most words of a text are none of these. */
  tokens: ReadonlySet<string>
}

const known = new WeakMap<TimeWords, Known>()

function knownOf(time: TimeWords): Known {
  const before = known.get(time)
  if (before) return before
  const { about, beyond, at, on: _on, now: _now, weekdays, months, ...others } = time
  const solid = new Set(
    [...Object.values(others), ...weekdays, ...months].flatMap((words) => [...words]),
  )
  const loose = new Set([...about, ...beyond, ...at])
  const tokens = [...solid, ...loose].flatMap((words) => readTokens(words).map(({ form }) => form))
  const made = { solid, loose, tokens: new Set(tokens) }
  known.set(time, made)
  return made
}

/** What each token is to a time. */
export function kindsOf(text: Text, { vocabulary }: Pick<Reading, 'vocabulary'>): Kind[] {
  const { tokens, words: written } = text
  const words = knownOf(vocabulary.time)
  const clocks = findClocks(written)
  return tokens.map((token, index) => {
    const kind = kindOf(tokens, index, words)
    if (beginsIn(token, clocks)) return kind ?? 'clock'
    if (kind !== 'clock') return kind
    return clocks.length > 0 || isCount(text, index, vocabulary.time) ? undefined : kind
  })
}

/**
 * A number of something else: "last night 8 men". What follows "at 9" may be what happened then, and one of
 * two, as in "3 or 4", stays what it is.
 */
function isCount(text: Text, index: number, time: TimeWords): boolean {
  const { tokens } = text
  if (!isBare(text, index) || isNamedHour(tokens, index, time)) return false
  if (countsNothing(tokens, index, time)) return false
  const pair = [index + 1, index + 2].some(
    (at) => sameClause(tokens, index, at) && clockPart.test(tokens[at]?.form ?? ''),
  )
  return !pair
}

/** Whether a number has nothing of a clock written to it: neither minutes nor "pm". */
export function isBare({ tokens, words }: Text, index: number): boolean {
  const [before, token, after] = [tokens[index - 1], tokens[index], tokens[index + 1]]
  if (!token || !/^\d{1,2}$/u.test(token.form) || afterClock.test(after?.form ?? '')) return false
  const joined = (from = 0, to = 0) => /^[:.]$/u.test(words.slice(from, to))
  return !joined(before?.end, token.start) && !joined(token.end, after?.start)
}

/** A word of a time, of a clock, or one that only leads into either. */
export type Kind = 'solid' | 'clock' | 'loose' | undefined

function kindOf(tokens: Text['tokens'], index: number, words: Known): Kind {
  const { form = '' } = tokens[index] ?? {}
  const one = words.tokens.has(form)
  if (one && isPartOf(tokens, index, words.solid)) return 'solid'
  // Before the clock: "à" in French is "at", not the "a" of "a.m."
  if (one && isPartOf(tokens, index, words.loose)) return 'loose'
  return isClock(tokens, index) ? 'clock' : undefined
}

/** "9:30 a.m." is four tokens. */
function isClock(tokens: Text['tokens'], index: number): boolean {
  const form = (at: number) => tokens[at]?.form ?? ''
  if (clockPart.test(form(index))) return true
  if (form(index) === 'm') return /^[ap]$/u.test(form(index - 1)) && isClock(tokens, index - 1)
  return afterClock.test(form(index)) && clockPart.test(form(index - 1))
}

/** Whether a token is part of what only stands before a date. */
export function isBeforeDate(tokens: Text['tokens'], index: number, { on }: TimeWords): boolean {
  return isPartOf(tokens, index, on)
}

/** Whether a token stands in a phrase of up to four tokens that the words know. */
function isPartOf(tokens: Text['tokens'], index: number, words: ReadonlySet<string>): boolean {
  for (let first = Math.max(0, index - 3); first <= index; first++) {
    for (let end = index + 1; end <= first + 4 && end <= tokens.length; end++) {
      const phrase = tokens.slice(first, end).map(({ form }) => form)
      if (words.has(phrase.join(' ')) || words.has(phrase.join(''))) return true
    }
  }
  return false
}

/** A short word between words of a time, as in "5 de la tarde". */
export function isBridge(tokens: Text['tokens'], kinds: readonly Kind[], index: number): boolean {
  const { form = '' } = tokens[index] ?? {}
  return form.length > 0 && form.length <= 3 && kinds[index + 1] !== undefined
}

/** Whether two tokens stand in one clause. */
export function sameClause(tokens: Text['tokens'], a: number, b: number): boolean {
  return tokens[b] !== undefined && tokens[a]?.clause === tokens[b].clause
}

function beginsIn({ start }: Token, spans: readonly Span[]): boolean {
  return spans.some((one) => one.start <= start && start < one.end)
}
