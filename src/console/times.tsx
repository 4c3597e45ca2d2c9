import type { Words } from './words.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long ago something was, and exactly when on hovering. What is old has its day on a line's clock. */
export function Ago(props: { at: string; now: number; words: Words; timeZone?: string }) {
  const { at, now, words, timeZone = 'UTC' } = props
  const passed = now - Date.parse(at)
  return (
    <time datetime={at} title={utc(words, at)}>
      {passed < minute ? words('time.now') : agoText(words, passed, { at, timeZone })}
    </time>
  )
}

function agoText(
  words: Words,
  passed: number,
  { at, timeZone }: { at: string; timeZone: string },
): string {
  const { language } = words
  const relative = new Intl.RelativeTimeFormat(language, { style: 'narrow', numeric: 'always' })
  if (passed < hour) return relative.format(-Math.floor(passed / minute), 'minute')
  if (passed < day) return relative.format(-Math.floor(passed / hour), 'hour')
  if (passed < 7 * day) return relative.format(-Math.floor(passed / day), 'day')
  return dateOf(words, at, timeZone)
}

/** A date on the line's clock. */
export function dateOf({ language }: Words, at: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone }).format(new Date(at))
}

/** A moment on the line's own clock. */
export function onClock({ language }: Words, at: string, timeZone: string): string {
  const parts = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const
  const zone = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' })
    .formatToParts(new Date(at))
    .find((part) => part.type === 'timeZoneName')
  return `${new Intl.DateTimeFormat(language, parts).format(new Date(at))} ${zone?.value ?? ''}`.trim()
}

/** The same moment in UTC, which courts and logs use. */
export function utc(words: Words, at: string): string {
  return onClock(words, at, 'UTC')
}

/** Hours and minutes on the line's clock. */
export function hourOf({ language }: Words, at: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }).format(new Date(at))
}

/** A day on the line's clock. */
export function dayOf({ language }: Words, at: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone }).format(new Date(at))
}
