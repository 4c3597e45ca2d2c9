import type { Answer } from './answer.ts'
import {
  findClock,
  has,
  partOfDay,
  partStarts,
  precisionOf,
  type TimeText,
  timeText,
} from './read-clock.ts'
import type { TimeWords } from './script.ts'
import { atMinutes, startOfDayAfter, weekdayOf } from './wall-clock.ts'

/** A moment as answers carry it. */
export type Moment = NonNullable<Answer['moment']>

interface Now {
  /** Unix milliseconds, when the words were written. */
  at: number
  time_zone: string
  words: TimeWords
}

const minute = 60_000
const hour = 60 * minute
/** What happened cannot lie further ahead than clocks differ: "today at 5 pm", written at nine, is not plain. */
const soon = 15 * minute
/** Minutes after midnight until which it is still the night before. */
const smallHours = 6 * 60
/** What is counted in more figures than this is no time that anybody means. */
const mostFigures = 4

/**
 * Reads the moment that words name, where they name it plainly. What is not plain stays `unknown`
 * with the words beside it: a made-up time would be worse than none.
 */
export function readTime(words: string, now: Now): Moment {
  const text = timeText(words)
  const read = has(text.said, now.words.other_day)
    ? undefined
    : (readAgo(text, now) ?? readHour(text, now) ?? readDay(text, now))
  const isPlain = read && (read.at ?? 0) <= now.at + soon
  return { ...(isPlain ? read : { precision: 'unknown' as const }), time_zone: now.time_zone }
}

type Read = Omit<Moment, 'time_zone'>

/** "20 minutes ago", "hace 2 horas". */
function readAgo({ text, said }: TimeText, now: Now): Read | undefined {
  const { ago, minutes, hours } = now.words
  const amounts = text.match(/\d+/gu)
  if (!has(said, ago) || amounts?.length !== 1) return undefined
  const [written = ''] = amounts
  if (written.length > mostFigures) return undefined
  const amount = Number(written)
  if (has(said, now.words.days)) {
    return { at: startOfDayAfter(now.at, -amount, now.time_zone), precision: 'date_only' }
  }
  if (has(said, minutes)) return { at: now.at - amount * minute, precision: 'within_15_min' }
  if (has(said, hours)) return { at: now.at - amount * hour, precision: 'within_hour' }
  return undefined
}

function readHour(text: TimeText, now: Now): Read | undefined {
  const { said } = text
  const time = findClock(text, now.words)
  if (!time) return undefined
  const day = dayOf(said, now)
  const start = startOfDayAfter(now.at, day ?? 0, now.time_zone)
  const eve = (day ?? 0) < 0 && time.minutes < smallHours && nightBefore(said, now.words)
  const at = atMinutes(start, eve ? partStarts[eve] * 60 : time.minutes, now.time_zone)
  const precision = eve ? 'part_of_day' : precisionOf(text, now.words)
  if (day === undefined && at > now.at + soon) return undefined
  return { at, precision }
}

/** "Last night at 1 am" is after the midnight that ends that day: only the night is sure. */
function nightBefore(said: string[], words: TimeWords): 'night' | 'evening' | undefined {
  if (has(said, words.night)) return 'night'
  return has(said, words.evening) ? 'evening' : undefined
}

function readDay({ said }: TimeText, now: Now): Read | undefined {
  if (has(said, now.words.now)) return { at: now.at, precision: 'within_15_min' }
  const day = dayOf(said, now)
  const part = partOfDay(said, now.words)
  if (day === undefined) return undefined
  const start = startOfDayAfter(now.at, day, now.time_zone)
  if (!part) return { at: start, precision: 'date_only' }
  return { at: atMinutes(start, partStarts[part] * 60, now.time_zone), precision: 'part_of_day' }
}

/** Days from today. A weekday is the last one that has been; today's own name could be either. */
function dayOf(said: string[], now: Now): number | undefined {
  const { words } = now
  if (has(said, words.before_yesterday)) return -2
  if (has(said, words.yesterday)) return -1
  if (has(said, words.today)) return 0
  const named = words.weekdays.findIndex((names) => has(said, names))
  if (named < 0) return undefined
  const back = (weekdayOf(now.at, now.time_zone) - named + 7) % 7
  return back === 0 ? undefined : -back
}
