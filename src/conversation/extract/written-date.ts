import { readTimeOfDay } from '../read-clock.ts'
import type { Moment } from '../read-time.ts'
import { momentAt } from '../wall-clock.ts'
import type { Reading } from './finding.ts'
import type { Token } from './tokens.ts'

/** A day with its month, as tokens of a text; the year only where it is written. */
export interface WrittenDate {
  year?: number
  month: number
  day: number
  first: number
  last: number
}

/** "20", and as Bengali writes days: "20শে". */
const dayNumber = /^(\d{1,2})\p{Script=Bengali}{0,3}$/u
const yearNumber = /^20\d\d$/u
/** "20 de noviembre de 2026". */
const of = /^(?:de|del|do)$/u
/** Korean months and days: "11월 20일", with what may be written on to the day. */
const koreanMonth = /^월/u
const koreanDay = /^일(?:에|날|쯤|경|은|이|요|$)/u

/**
 * The one date that a text names by a month of the language's, or as Korean does. Two of them could be
 * either: none.
 */
export function findWrittenDate(
  tokens: readonly Token[],
  { vocabulary }: Pick<Reading, 'vocabulary'>,
): WrittenDate | undefined {
  const { months } = vocabulary.time
  const found = tokens.flatMap((_, index) => dateAt(tokens, index, months) ?? [])
  return found.length === 1 ? found[0] : undefined
}

function dateAt(
  tokens: readonly Token[],
  index: number,
  months: readonly ReadonlySet<string>[],
): WrittenDate | undefined {
  const form = (at: number) => tokens[at]?.form ?? ''
  const sameClause = tokens[index - 1]?.clause === tokens[index]?.clause
  if (index === 0 || !sameClause) return undefined
  if (koreanMonth.test(form(index))) return koreanDate(tokens, index)
  const month = months.findIndex((names) => names.has(form(index))) + 1
  const first = of.test(form(index - 1)) ? index - 2 : index - 1
  const day = Number(dayNumber.exec(form(first))?.[1])
  if (month === 0 || !isDay(month, day) || tokens[first]?.clause !== tokens[index]?.clause)
    return undefined
  const last = of.test(form(index + 1)) ? index + 2 : index + 1
  if (!yearNumber.test(form(last))) return { month, day, first, last: index }
  return { year: Number(form(last)), month, day, first, last }
}

function koreanDate(tokens: readonly Token[], index: number): WrittenDate | undefined {
  const form = (at: number) => tokens[at]?.form ?? ''
  const [month, day] = [Number(form(index - 1)), Number(form(index + 1))]
  if (!isDay(month, day) || !koreanDay.test(form(index + 2))) return undefined
  const dated = form(index - 2).startsWith('년') && yearNumber.test(form(index - 3))
  const year = dated ? { year: Number(form(index - 3)) } : {}
  return { ...year, month, day, first: dated ? index - 3 : index - 1, last: index + 2 }
}

function isDay(month: number, day: number): boolean {
  const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= longest
}

/** The moment of a written date, with what the words around it say of the clock. None that is to come. */
export function momentOfDate(
  { month, day, ...date }: WrittenDate,
  around: string,
  { at, time_zone, vocabulary }: Omit<Reading, 'language'>,
): Moment | undefined {
  const time = readTimeOfDay(around, vocabulary.time)
  if (!time) return undefined
  const { precision } = time
  const thisYear = date.year ?? new Date(at).getUTCFullYear()
  const moment = (year: number, minutes: number) =>
    momentAt({ year, month, day, minutes }, time_zone)
  // Today's date with an hour to come is not a year old.
  const back = date.year === undefined && moment(thisYear, 0) > at ? 1 : 0
  const year = thisYear - back
  const exists = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
  const read = moment(year, time.minutes)
  return read > at || !exists ? undefined : { at: read, precision, time_zone }
}
