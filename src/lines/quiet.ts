import type { LineFile } from './line.ts'

const day = 24 * 60
const minute = 60_000
const clocks = new Map<string, Intl.DateTimeFormat>()

/** The moment itself, or the end of the line's quiet hours if it lies in them. Unix milliseconds. */
export function afterQuiet(
  { quiet, time_zone }: Pick<LineFile, 'quiet' | 'time_zone'>,
  at: number,
) {
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)]
  const now = minutesAt(at, time_zone)
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to
  if (!isQuiet) return at
  const morning = at - (at % minute) + ((to - now + day) % day) * minute
  // Where clocks are set in the night, the morning comes earlier or later by as much.
  return morning + minutesApart(minutesAt(morning, time_zone), to) * minute
}

function minutesApart(from: number, to: number): number {
  return ((to - from + day * 1.5) % day) - day / 2
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

function minutesAt(at: number, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (!clock) {
    const shown = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    clock = new Intl.DateTimeFormat('en-GB', { timeZone, ...shown })
    clocks.set(timeZone, clock)
  }
  return minutesOf(clock.format(at))
}
