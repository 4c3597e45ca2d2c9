import { type Finder, type Finding, finding, type Reading, type Text } from './finding.ts'
import { isBeyond, isLed } from '../bare-hour.ts'
import { readCalendar } from './calendar.ts'
import { has, timeText } from '../read-clock.ts'
import { type Moment, readTime } from '../read-time.ts'
import {
  isBare,
  isBeforeDate,
  isBridge,
  type Kind,
  kindsOf,
  saidAfter,
  sameClause,
} from './time-words.ts'
import { readTokens, type Token } from './tokens.ts'
import { findWrittenDate, momentOfDate, type WrittenDate } from './written-date.ts'

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

/**
 * The moment of words that name a day of a month by the month's name, and perhaps an hour, and say nothing
 * else. "11/10" is a day in two months.
 */
export function readDate(words: string, reading: Reading): Moment | undefined {
  const { months, other_day } = reading.vocabulary.time
  const { said } = timeText(words)
  if (![other_day, ...months].some((names) => has(said, names))) return undefined
  const tokens = readTokens(words).map((one) => ({ ...one, clause: 0 }))
  const text = { words, tokens }
  const found = fromDate(text, reading) ?? fromCalendar(text, reading)
  if (!found || !('moment' in found.value)) return undefined
  const kinds = kindsOf(text, reading)
  const { start, end } = found.span
  const first = tokens.findIndex((one) => one.start >= start)
  const last = tokens.findLastIndex((one) => one.end <= end)
  if (isBeyond(tokens, { first, last }, reading.vocabulary.time)) return undefined
  const isSaid = (one: Token, index: number) =>
    kinds[index] === 'loose' ||
    (one.start >= start && one.end <= end) ||
    (one.end <= start && isBeforeDate(tokens, index, reading.vocabulary.time))
  return tokens.every(isSaid) ? found.value.moment : undefined
}

/** A date with its month, and the words about time beside it. "After November 20" is no day. */
function fromDate(text: Text, reading: Reading): Finding | undefined {
  const { tokens, words } = text
  const date = findWrittenDate(tokens, reading)
  if (!date || isBeyond(tokens, date, reading.vocabulary.time)) return undefined
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
    const [from, to] = trimmed(tokens, kinds, isApart(text, reading, kinds, first, last), last)
    const [begin, finish] = [tokens[from], tokens[to]]
    if (begin && finish && kinds.slice(from, to + 1).includes('solid')) {
      found.push({ start: begin.start, end: finish.end })
    }
    first = last
  }
  return found
}

/** The first of a run, or the one after it: "there were 5 this morning" is no hour. */
function isApart(
  text: Text,
  reading: Reading,
  kinds: readonly Kind[],
  first: number,
  last: number,
) {
  const { tokens } = text
  if (kinds[first] !== 'clock' || !isBare(text, first)) return first
  const alone = !kinds.slice(first + 1, last + 1).includes('clock')
  return alone && !isLed(tokens, first, reading.vocabulary.time) ? first + 1 : first
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
