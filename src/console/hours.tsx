import type { Line } from '../lines/line.ts'
import { isRead } from '../lines/hours.ts'
import type { Words } from './words.ts'

/** When somebody reads, as one row of words; undefined where the line names no hours. */
export function hoursOf({ hours }: Pick<Line, 'hours'>, { language }: Words): string | undefined {
  if (hours.length === 0) return undefined
  return hours
    .map(
      ({ days, from, to }) =>
        `${days.map((day) => dayName(language, day)).join(', ')} ${from}–${to}`,
    )
    .join('; ')
}

/** What time it is at the line's place, and whether somebody reads now. */
export function timeAtLine(line: Line, words: Words, now: number): string {
  const clock = { weekday: 'short', hour: 'numeric', minute: '2-digit' } as const
  const there = new Intl.DateTimeFormat(words.language, { ...clock, timeZone: line.time_zone })
  const read = isRead(line, now)
  const state = read === undefined ? [] : [words(read ? 'hours.read' : 'hours.closed')]
  return [there.format(now), ...state].join(' · ')
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** The fifth of January 1970 was a Monday. */
function dayName(language: string, day: string): string {
  const at = Date.UTC(1970, 0, 5 + days.indexOf(day))
  return new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(at)
}
