import type { LineFile } from './line.ts'

type Span = LineFile['hours'][number]

/** Whether somebody reads at this moment, by the line's hours. Undefined where the line names none. */
export function isRead(
  { hours, time_zone }: Pick<LineFile, 'hours' | 'time_zone'>,
  at: number,
): boolean | undefined {
  if (hours.length === 0) return undefined
  const shown = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: time_zone, ...shown }).formatToParts(
    at,
  )
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const day = part('weekday').toLowerCase()
  const clock = `${part('hour')}:${part('minute')}`
  return hours.some((span) => holds(span, day, clock))
}

/** A span that ends before it begins goes on into the next day. */
function holds({ days, from, to }: Span, day: string, clock: string): boolean {
  const on = (name: string) => days.some((one) => one === name)
  if (from < to) return on(day) && clock >= from && clock < to
  return (on(day) && clock >= from) || (on(dayBefore(day)) && clock < to)
}

const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

function dayBefore(day: string): string {
  return week.at(week.indexOf(day) - 1) ?? day
}
