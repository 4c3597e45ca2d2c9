import type { Answer } from './answer.ts'
import { plainClock } from './east-asian-clock.ts'
import { isSign, readTokens, type Token } from './extract/tokens.ts'
import type { TimeWords } from './script.ts'
import { plainDigits } from './words.ts'

export type Moment = NonNullable<Answer['moment']>

interface Now {
  /** Unix milliseconds, when the words were written. */
  at: number
  time_zone: string
  words: TimeWords
}

const minute = 60_000
const hour = 60 * minute
/** "9", "9:30", "3 pm", and "15h30" as it is written in French, Portuguese and Vietnamese. */
const clock =
  /(?<!\d)(\d{1,2})(?:[:.](\d{2})|\s*(h)(?!\p{L})\s*(\d{2})?)?\s*(a\.?\s?m\b|p\.?\s?m\b)?(?!\d)/iu
const anyDigit = /\d/u
/** An hour that can only be one of the 24 hour clock; Haitian writes its "è" on to it. */
const bareHour = /^(?:1[3-9]|2[0-3])e?$/u
/** Urdu says "o'clock" after the hour. */
const saidAfter = /\p{Script=Arabic}|^baj[ae]/u

/**
 * Reads the moment that words name, where they name it plainly. What is not plain stays `unknown`
 * with the words beside it: a made-up time would be worse than none.
 */
export function readTime(words: string, now: Now): Moment {
  const text = plainClock(plainDigits(words))
  const said = phrasesOf(text)
  const read = said.some((phrase) => now.words.other_day.has(phrase))
    ? undefined
    : (readAgo(text, said, now) ?? readClock(text, said, now) ?? readDay(said, now))
  return { ...(read ?? { precision: 'unknown' as const }), time_zone: now.time_zone }
}

type Read = Omit<Moment, 'time_zone'>

/**
 * Every run of up to four words, to look up "this morning" as well as "yesterday". Signs of a script
 * without spaces are one word together.
 */
function phrasesOf(text: string): string[] {
  const tokens = readTokens(text)
  const runs = tokens.flatMap((_, start) =>
    [1, 2, 3, 4].map((length) => phraseOf(tokens.slice(start, start + length))),
  )
  return [...new Set(runs)]
}

function phraseOf(tokens: readonly Token[]): string {
  return tokens.map(({ form }) => form).join(tokens.every(({ form }) => isSign(form)) ? '' : ' ')
}

function has(said: string[], words: ReadonlySet<string>): boolean {
  return said.some((phrase) => words.has(phrase))
}

/** "20 minutes ago", "hace 2 horas". */
function readAgo(text: string, said: string[], now: Now): Read | undefined {
  const { ago, minutes, hours } = now.words
  const amounts = text.match(/\d+/gu)
  if (!has(said, ago) || amounts?.length !== 1) return undefined
  const amount = Number(amounts[0])
  if (has(said, now.words.days)) {
    const start = startOfDay(now.at - amount * 24 * hour, now.time_zone)
    return { at: start, precision: 'date_only' }
  }
  if (has(said, minutes)) return { at: now.at - amount * minute, precision: 'within_15_min' }
  if (has(said, hours)) return { at: now.at - amount * hour, precision: 'within_hour' }
  return undefined
}

/** The minutes after midnight that words beside a date name: of a clock, or where a part of the day begins. */
export function readTimeOfDay(
  words: string,
  time: TimeWords,
): { minutes: number; precision: Moment['precision'] } | undefined {
  const text = plainClock(plainDigits(words))
  const said = phrasesOf(text)
  const clock = clockOf(text, said, time)
  if (clock) return { ...clock, precision: precisionOf(said, time) }
  const part = partOfDay(said, time)
  if (anyDigit.test(text)) return undefined
  if (part) return { minutes: partStarts[part] * 60, precision: 'part_of_day' }
  return { minutes: 0, precision: 'date_only' }
}

function clockOf(text: string, said: string[], words: TimeWords): { minutes: number } | undefined {
  if (has(said, words.noon)) return { minutes: 12 * 60 }
  return findClock(text, said, partOfDay(said, words), words)
}

function precisionOf(said: string[], { about }: TimeWords): Moment['precision'] {
  return has(said, about) ? 'within_hour' : 'within_15_min'
}

function readClock(text: string, said: string[], now: Now): Read | undefined {
  const time = clockOf(text, said, now.words)
  if (!time) return undefined
  const day = dayOf(said, now)
  const start = startOfDay(now.at + (day ?? 0) * 24 * hour, now.time_zone)
  const at = atMinutes(start, time.minutes, now.time_zone)
  const precision = precisionOf(said, now.words)
  if (day === undefined && at > now.at + 15 * minute) return undefined
  return { at, precision }
}

type Part = 'morning' | 'afternoon' | 'evening' | 'night'

/** Minutes after midnight, if the text holds one clock time and nothing else in digits. */
function findClock(
  text: string,
  said: string[],
  part: Part | undefined,
  words: TimeWords,
): { minutes: number } | undefined {
  const match = clock.exec(text)
  if (!match || anyDigit.test(text.replace(match[0], ''))) return undefined
  const minutes = Number(match[2] ?? match[4] ?? 0)
  const half = halfOf(Number(match[1]), match[5], part)
  const written = match[2] !== undefined || match[3] !== undefined
  const plain =
    written || half !== undefined || (has(said, words.at) && part) || isBareHour(text, words)
  const hours = plain ? hoursOf(Number(match[1]), half, written) : undefined
  if (hours === undefined || minutes > 59) return undefined
  return { minutes: hours * 60 + minutes }
}

/**
 * "at 14", "a las 14 horas": an hour of the 24 hour clock with what leads to an hour right before it, or
 * right after it in Urdu, and nothing after it that it could count: "at 14 houses" is no time.
 */
function isBareHour(text: string, words: TimeWords): boolean {
  const tokens = readTokens(text)
  const number = tokens.findIndex(({ form }) => bareHour.test(form))
  if (number < 0) return false
  const leads = (one: string) => words.at.has(one) && !words.about.has(one)
  const after = tokens[number + 1]
  const named = after !== undefined && leads(after.form) && saidAfter.test(after.form)
  const led = [1, 2, 3].some((length) => {
    return length <= number && leads(phraseOf(tokens.slice(number - length, number)))
  })
  if (!named && !led) return false
  const next = tokens[named ? number + 2 : number + 1]
  return !next || next.clause !== tokens[number]?.clause || beginsTime(tokens, next, words)
}

function beginsTime(tokens: readonly Token[], next: Token, words: TimeWords): boolean {
  const first = tokens.indexOf(next)
  const { hours, morning, afternoon, evening, night, today, yesterday, before_yesterday } = words
  const known = [hours, morning, afternoon, evening, night, today, yesterday, before_yesterday]
  return [1, 2, 3].some((length) => {
    const said = phraseOf(tokens.slice(first, first + length))
    return [...known, ...words.weekdays, ...words.months].some((some) => some.has(said))
  })
}

function halfOf(
  hours: number,
  mark: string | undefined,
  part: Part | undefined,
): 'am' | 'pm' | undefined {
  if (mark) return mark.toLowerCase().startsWith('a') ? 'am' : 'pm'
  if (part === 'morning') return 'am'
  // "2 at night" may be either side of midnight.
  if (part === 'night' && (hours < 6 || hours === 12)) return undefined
  return part ? 'pm' : undefined
}

/** Hours since midnight. An hour up to 12 without morning or evening could be either: not read. */
function hoursOf(hours: number, half: 'am' | 'pm' | undefined, written: boolean) {
  if (hours > 23) return undefined
  if (hours > 12 || (hours === 0 && written)) return hours
  if (half === undefined || hours === 0) return undefined
  return (hours % 12) + (half === 'pm' ? 12 : 0)
}

const partStarts: Record<Part, number> = { morning: 6, afternoon: 12, evening: 17, night: 20 }

function readDay(said: string[], now: Now): Read | undefined {
  if (has(said, now.words.now)) return { at: now.at, precision: 'within_15_min' }
  const day = dayOf(said, now)
  const part = partOfDay(said, now.words)
  if (day === undefined) return undefined
  const start = startOfDay(now.at + day * 24 * hour, now.time_zone)
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
  const back = (weekdayOf(now) - named + 7) % 7
  return back === 0 ? undefined : -back
}

/** 0 is Monday. The epoch began on a Thursday. */
function weekdayOf({ at, time_zone }: Now): number {
  return (Math.floor((at + offset(at, time_zone)) / (24 * hour)) + 3) % 7
}

function partOfDay(said: string[], words: TimeWords): Part | undefined {
  if (has(said, words.morning)) return 'morning'
  if (has(said, words.afternoon)) return 'afternoon'
  if (has(said, words.evening)) return 'evening'
  return has(said, words.night) ? 'night' : undefined
}

/** The first moment of the local day that holds `at`. */
function startOfDay(at: number, time_zone: string): number {
  const day = Math.floor((at + offset(at, time_zone)) / (24 * hour)) * 24 * hour
  return day - offset(day - offset(at, time_zone), time_zone)
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
function atMinutes(start: number, minutes: number, time_zone: string): number {
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
