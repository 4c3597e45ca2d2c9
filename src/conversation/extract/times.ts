import {
  type Finder,
  type Finding,
  finding,
  type Reading,
  type Span,
  type Text,
} from './finding.ts'
import { readCalendar } from './calendar.ts'
import { findClocks } from '../east-asian-clock.ts'
import { type Moment, readTime } from '../read-time.ts'
import type { TimeWords } from '../script.ts'
import { readTokens, type Token } from './tokens.ts'
import { findWrittenDate, momentOfDate, type WrittenDate } from './written-date.ts'

/** A number with what clocks write on to it: "9", "15h30". */
const clockPart = /^\d{1,2}(?:h(?:\d{2})?)?$/u
/** What stands apart after its number; by itself "a" is a word like any other. */
const afterClock = /^(?:[ap]m?|h)$/u
/** The longest expression, in tokens. */
const longest = 10

/**
 * When it was: the first run of words about time that `readTime` can place, else a date that the
 * calendar library reads. Nothing is offered for words that could be more than one time.
 */
export const findTimes: Finder = (text, reading) => {
  const found = fromDate(text, reading) ?? fromWords(text, reading) ?? fromCalendar(text, reading)
  return found ? [found] : []
}

/** The moment of words that name a day of a month, and perhaps an hour, and say nothing else. */
export function readDate(words: string, reading: Reading): Moment | undefined {
  const tokens = readTokens(words).map((one) => ({ ...one, clause: 0 }))
  const text = { words, tokens }
  const found = fromDate(text, reading) ?? fromCalendar(text, reading)
  if (!found || !('moment' in found.value)) return undefined
  const kinds = kindsOf(text, reading)
  const { start, end } = found.span
  const isSaid = (one: Token, index: number) =>
    kinds[index] === 'loose' || (one.start >= start && one.end <= end)
  return tokens.every(isSaid) ? found.value.moment : undefined
}

/** A date with its month, and the words about time beside it. */
function fromDate(text: Text, reading: Reading): Finding | undefined {
  const { tokens, words } = text
  const date = findWrittenDate(tokens, reading)
  if (!date) return undefined
  const [first, last] = besideDate(text, reading, date)
  const [begin, end] = [tokens[first]?.start ?? 0, tokens[last]?.end ?? 0]
  const before = words.slice(begin, tokens[date.first]?.start)
  const after = words.slice(tokens[date.last]?.end, end)
  const moment = momentOfDate(date, `${before} ${after}`, reading)
  return moment && finding(text, 'start', { start: begin, end }, { moment })
}

function besideDate(text: Text, reading: Reading, date: WrittenDate): [number, number] {
  const { tokens } = text
  const kinds = kindsOf(text, reading)
  const isOne = (index: number) => kinds[index] && sameClause(tokens, date.last, index)
  let { first, last } = date
  while (isOne(first - 1)) first--
  while (isOne(last + 1) || (isOne(last + 2) && isBridge(tokens, kinds, last + 1))) last++
  while (first < date.first && kinds[first] === 'loose' && kinds[first + 1] !== 'clock') first++
  const isAbout = saidAfter.test(tokens[last]?.form ?? '')
  while (last > date.last && kinds[last] === 'loose' && !isAbout) last--
  return [first, last]
}

function fromWords(text: Text, reading: Reading): Finding | undefined {
  const { at, time_zone, vocabulary } = reading
  for (const { start, end } of runs(text, reading)) {
    const words = text.words.slice(start, end)
    const moment = readTime(words, { at, time_zone, words: vocabulary.time })
    if (moment.at === undefined || moment.at > at) continue
    return finding(text, 'start', { start, end }, { moment })
  }
  return undefined
}

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
  const { about, at, now: _, weekdays, months, ...others } = time
  const solid = new Set(
    [...Object.values(others), ...weekdays, ...months].flatMap((words) => [...words]),
  )
  const loose = new Set([...about, ...at])
  const tokens = [...solid, ...loose].flatMap((words) => readTokens(words).map(({ form }) => form))
  const made = { solid, loose, tokens: new Set(tokens) }
  known.set(time, made)
  return made
}

/** Stretches of words that each belong to a time, without what only leads into them. */
function runs(text: Text, reading: Reading): { start: number; end: number }[] {
  const { tokens } = text
  const kinds = kindsOf(text, reading)
  const found: { start: number; end: number }[] = []
  for (let first = 0; first < tokens.length; first++) {
    if (!kinds[first]) continue
    let last = first
    while (last < first + longest && sameClause(tokens, first, last + 1)) {
      if (!kinds[last + 1] && !isBridge(tokens, kinds, last + 1)) break
      last++
    }
    const [from, to] = trimmed(tokens, kinds, first, last)
    const [begin, finish] = [tokens[from], tokens[to]]
    if (begin && finish && kinds.slice(from, to + 1).includes('solid')) {
      found.push({ start: begin.start, end: finish.end })
    }
    first = last
  }
  return found
}

/** What each token is to a time. */
function kindsOf(
  { tokens, words: written }: Text,
  { vocabulary }: Pick<Reading, 'vocabulary'>,
): Kind[] {
  const words = knownOf(vocabulary.time)
  const clocks = findClocks(written)
  return tokens.map((token, index) => {
    const kind = kindOf(tokens, index, words)
    if (beginsIn(token, clocks)) return kind ?? 'clock'
    return clocks.length > 0 && kind === 'clock' ? undefined : kind
  })
}

type Kind = 'solid' | 'clock' | 'loose' | undefined

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
function isBridge(tokens: Text['tokens'], kinds: readonly Kind[], index: number): boolean {
  const { form = '' } = tokens[index] ?? {}
  return form.length > 0 && form.length <= 3 && kinds[index + 1] !== undefined
}

function sameClause(tokens: Text['tokens'], a: number, b: number): boolean {
  return tokens[b] !== undefined && tokens[a]?.clause === tokens[b].clause
}

/** Chinese and Korean say "about" after the time. */
const saidAfter = /[\p{Script=Han}\p{Script=Hangul}]/u

function beginsIn({ start }: Token, spans: readonly Span[]): boolean {
  return spans.some((one) => one.start <= start && start < one.end)
}

/** "at" is left off the end of a run, and of its beginning unless a clock follows. */
function trimmed(
  tokens: readonly Token[],
  kinds: readonly Kind[],
  first: number,
  last: number,
): [number, number] {
  let end = last
  while (end > first && (!kinds[end] || kinds[end] === 'loose')) end--
  const isAbout = kinds[end] === 'clock' && saidAfter.test(tokens[end + 1]?.form ?? '')
  if (!isAbout) last = end
  while (first < last && kinds[first] === 'loose' && kinds[first + 1] !== 'clock') first++
  return [first, last]
}

function fromCalendar(text: Text, reading: Reading): Finding | undefined {
  const { time } = reading.vocabulary
  const dated = text.tokens.some(
    ({ form }) =>
      /\d/u.test(form) || time.other_day.has(form) || time.weekdays.some((day) => day.has(form)),
  )
  const read = dated ? readCalendar(text.words, reading) : undefined
  return read && finding(text, 'start', read.span, { moment: read.moment })
}
