import type { Answer } from './answer.ts'
import { isBeyond, isLateHour, phraseOf, standsAsHour } from './bare-hour.ts'
import { plainClock } from './east-asian-clock.ts'
import { readTokens, type Token } from './extract/tokens.ts'
import type { TimeWords } from './script.ts'
import { plainDigits } from './words.ts'

type Precision = NonNullable<Answer['moment']>['precision']

/** "9", "9:30", "3 pm", and "15h30" as it is written in French, Portuguese and Vietnamese. */
const clock =
  /(?<!\d)(\d{1,2})(?:[:.](\d{2})|\s*(h)(?!\p{L})\s*(\d{2})?)?\s*([ap]\.?\s?m(?![\p{L}\d]))?(?!\d)/iu
const anyDigit = /\d/u

/** A text as times are read from it. */
export interface TimeText {
  /** With digits as 0 to 9 and Chinese and Korean clock times as `3:20 pm`. */
  text: string
  /** Its phrases. */
  said: string[]
}

/** Makes a text ready to be read. */
export function timeText(words: string): TimeText {
  const text = plainClock(plainDigits(words))
  return { text, said: phrasesOf(text) }
}

/** The minutes after midnight that words beside a date name: of a clock, or where a part of the day begins. */
export function readTimeOfDay(
  words: string,
  time: TimeWords,
): { minutes: number; precision: Precision } | undefined {
  const { text, said } = timeText(words)
  const clock = findClock({ text, said }, time)
  if (clock) return { ...clock, precision: precisionOf({ text, said }, time) }
  const part = partOfDay(said, time)
  if (anyDigit.test(text)) return undefined
  if (part) return { minutes: partStarts[part] * 60, precision: 'part_of_day' }
  return { minutes: 0, precision: 'date_only' }
}

/** Minutes after midnight that a text names by noon or the clock. */
export function findClock(
  { text, said }: TimeText,
  words: TimeWords,
): { minutes: number } | undefined {
  if (has(said, words.noon)) return { minutes: 12 * 60 }
  return readClock(text, partOfDay(said, words), words)
}

/**
 * "About" makes a time less sure; "half" is after the hour or before it, as the language has it. Of "after 3 pm"
 * one end is known.
 */
export function precisionOf({ text, said }: TimeText, words: TimeWords): Precision {
  if (has(said, words.half)) return 'within_hour'
  if (standsOpen(text, words)) return 'range'
  return has(said, words.about) ? 'within_hour' : 'within_15_min'
}

function standsOpen(text: string, words: TimeWords): boolean {
  const tokens = readTokens(text)
  const first = tokens.findIndex(({ form }, at) => anyDigit.test(form) || isNoon(tokens, at, words))
  return first >= 0 && isBeyond(tokens, { first, last: first }, words)
}

function isNoon(tokens: readonly Token[], at: number, { noon }: TimeWords): boolean {
  return [1, 2].some((length) => noon.has(phraseOf(tokens.slice(at, at + length))))
}

/** A part of the day. */
export type Part = 'morning' | 'afternoon' | 'evening' | 'night'

/** Where each begins, in hours. */
export const partStarts: Record<Part, number> = {
  morning: 6,
  afternoon: 12,
  evening: 17,
  night: 20,
}

/** The part of the day that was said. */
export function partOfDay(said: string[], words: TimeWords): Part | undefined {
  if (has(said, words.morning)) return 'morning'
  if (has(said, words.afternoon)) return 'afternoon'
  if (has(said, words.evening)) return 'evening'
  return has(said, words.night) ? 'night' : undefined
}

/** Minutes after midnight, if the text holds one clock time and nothing else in digits. */
function readClock(
  text: string,
  part: Part | undefined,
  words: TimeWords,
): { minutes: number } | undefined {
  const match = clock.exec(text)
  if (!match || anyDigit.test(text.replace(match[0], ''))) return undefined
  const minutes = Number(match[2] ?? match[4] ?? 0)
  const half = halfOf(Number(match[1]), match[5], part)
  const written = match[2] !== undefined || match[3] !== undefined
  const marked = written || match[5] !== undefined
  const plain = marked || isHour(text, match.index, half !== undefined, words)
  const hours = plain ? hoursOf(Number(match[1]), half, written) : undefined
  if (hours === undefined || minutes > 59) return undefined
  return { minutes: hours * 60 + minutes }
}

/** A number without a mark of the clock is an hour where it stands as one, and its half of the day is said. */
function isHour(text: string, at: number, halved: boolean, words: TimeWords): boolean {
  const tokens = readTokens(text)
  const number = tokens.findIndex(({ start }) => start === at)
  if (number < 0) return false
  return (halved && standsAsHour(tokens, number, words)) || isLateHour(tokens, number, words)
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
  // "11 الظهر" is before noon, and "12 in the evening" is midnight.
  if (part === 'afternoon' && hours === 11) return undefined
  if (part === 'evening' && hours === 12) return undefined
  return part ? 'pm' : undefined
}

/** Hours since midnight. An hour up to 12 without morning or evening could be either: not read. */
function hoursOf(hours: number, half: 'am' | 'pm' | undefined, written: boolean) {
  if (hours > 23) return undefined
  if (hours > 12 || (hours === 0 && written)) return hours
  if (half === undefined || hours === 0) return undefined
  return (hours % 12) + (half === 'pm' ? 12 : 0)
}

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

/** Whether one of the phrases is among the words. */
export function has(said: string[], words: ReadonlySet<string>): boolean {
  return said.some((phrase) => words.has(phrase))
}
