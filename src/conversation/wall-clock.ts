const minute = 60_000
const hour = 60 * minute

/** The first moment of the local day that holds `at`. */
function startOfDay(at: number, time_zone: string): number {
  const day = Math.floor((at + offset(at, time_zone)) / (24 * hour)) * 24 * hour
  return day - offset(day - offset(at, time_zone), time_zone)
}

/**
 * The first moment of the local day that is so many days after the one that holds `at`, or before it. Days
 * are counted on the calendar: where the clock changes, one has 23 or 25 hours.
 */
export function startOfDayAfter(at: number, days: number, time_zone: string): number {
  return startOfDay(startOfDay(at, time_zone) + (days * 24 + 12) * hour, time_zone)
}

/** The day of the week; 0 is Monday. The epoch began on a Thursday. */
export function weekdayOf(at: number, time_zone: string): number {
  return (Math.floor((at + offset(at, time_zone)) / (24 * hour)) + 3) % 7
}

/** The moment of a day and the minutes since its midnight, on the clock of a time zone. */
export function momentAt(
  { year, month, day, minutes }: { year: number; month: number; day: number; minutes: number },
  time_zone: string,
): number {
  const noon = Date.UTC(year, month - 1, day, 12)
  return atMinutes(startOfDay(noon - offset(noon, time_zone), time_zone), minutes, time_zone)
}

/** How many minutes a time zone's clock is ahead of UTC at a moment. */
export function offsetMinutes(at: number, time_zone: string): number {
  return offset(at, time_zone) / minute
}

/** A wall clock time of a local day, also where the clock changes in between. */
export function atMinutes(start: number, minutes: number, time_zone: string): number {
  const guess = start + minutes * minute
  return guess + offset(start, time_zone) - offset(guess, time_zone)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** How far a time zone's clock is ahead of UTC at a moment, in milliseconds. */
function offset(at: number, time_zone: string): number {
  const fields = Object.fromEntries(
    formatFor(time_zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour: hours = 0, minute: minutes = 0, second = 0 } = fields
  return Date.UTC(year, month - 1, day, hours, minutes, second) - Math.floor(at / 1000) * 1000
}

/** Making a format costs far more than using it. */
function formatFor(time_zone: string): Intl.DateTimeFormat {
  const known = formats.get(time_zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: time_zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(time_zone, made)
  return made
}
