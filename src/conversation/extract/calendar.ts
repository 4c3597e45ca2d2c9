import type { ParsedComponents, ParsedResult, ParsingOption, ParsingReference } from 'chrono-node'
import { strict as en } from 'chrono-node/en'
import { strict as es } from 'chrono-node/es'
import { strict as fr } from 'chrono-node/fr'
import { strict as pt } from 'chrono-node/pt'
import { strict as ru } from 'chrono-node/ru'
import { strict as vi } from 'chrono-node/vi'
import { hans, hant } from 'chrono-node/zh'
import type { Moment } from '../read-time.ts'
import { momentAt, offsetMinutes } from '../wall-clock.ts'
import type { Reading, Span } from './finding.ts'

/** Numbers that the library takes for an earlier year are none. */
const firstYear = 1900

interface Calendar {
  parse(text: string, reference: ParsingReference, option?: ParsingOption): ParsedResult[]
}

/**
 * Languages whose dates chrono reads; for all others the words of the language files are enough. It is
 * pure as used here: the moment to count from is passed in, and only calendar fields are taken out, so
 * the machine's own time zone plays no part.
 */
const calendars: Record<string, Calendar> = {
  ...{ en, es, fr, ru, vi, 'pt-BR': pt },
  'zh-Hans': hans.strict,
  'zh-Hant': hant.strict,
}

/** The first date in a text that names its day and is not to come. */
export function readCalendar(
  words: string,
  { at, time_zone, language }: Reading,
): { span: Span; moment: Moment } | undefined {
  const calendar = calendars[language]
  if (!calendar) return undefined
  const reference = { instant: new Date(at), timezone: offsetMinutes(at, time_zone) }
  for (const { text, index, start, end } of calendar.parse(words, reference)) {
    if (end || !(start.isCertain('day') || start.isCertain('weekday'))) continue
    const clock = isPlain(start)
    const minutes = clock ? (start.get('hour') ?? 0) * 60 + (start.get('minute') ?? 0) : 0
    const day = { year: start.get('year'), month: start.get('month'), day: start.get('day') }
    const read = lastPast(day, start.isCertain('year'), minutes, at, time_zone)
    if (read === undefined) continue
    const precision = clock ? 'within_15_min' : 'date_only'
    return {
      span: { start: index, end: index + text.length },
      moment: { at: read, precision, time_zone },
    }
  }
  return undefined
}

/** A clock time that says which half of the day it is in: "a las 3" may be either. */
function isPlain(start: ParsedComponents): boolean {
  const hour = start.get('hour') ?? 0
  return start.isCertain('hour') && (start.isCertain('meridiem') || hour === 0 || hour > 12)
}

interface Day {
  year: number | null
  month: number | null
  day: number | null
}

/** A date without a year is the last one that has been. */
function lastPast(
  { year, month, day }: Day,
  certain: boolean,
  minutes: number,
  at: number,
  time_zone: string,
): number | undefined {
  if (year === null || month === null || day === null || year < firstYear) return undefined
  for (const back of certain ? [0] : [0, 1]) {
    const read = momentAt({ year: year - back, month, day, minutes }, time_zone)
    if (read <= at) return read
  }
  return undefined
}
