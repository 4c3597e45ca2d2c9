import { languages as spoken } from '../i18n/languages.ts'
import { scriptFor } from '../i18n/script.ts'
import type { Line } from './line.ts'

/** Something about a line that somebody should look at. Nothing stops for it. */
export type Warning =
  /** Another interview is asked than the agency has signed off. */
  | { about: 'script'; signed_off: string; running: string }
  /** Nobody has looked for a month whether the law still stands so. */
  | { about: 'statute'; statute: string; checked_on: string }
  /** No native reader has reviewed the words. */
  | { about: 'language'; language: string }

const freshFor = 31 * 24 * 3_600_000

/** What a line should be looked at for. */
export function warningsOf(line: Line, now: number): Warning[] {
  const running = scriptFor(line).version
  const { script_version: signed_off, jurisdiction, languages } = line
  return [
    ...(signed_off && signed_off !== running
      ? [{ about: 'script', signed_off, running } as const]
      : []),
    ...(jurisdiction?.statutes ?? [])
      .filter(({ checked_on }) => isStale(checked_on, now))
      .map(({ statute, checked_on }) => ({ about: 'statute', statute, checked_on }) as const),
    ...languages
      .filter((code) => !isReviewed(code))
      .map((language) => ({ about: 'language', language }) as const),
  ]
}

/** Whether a law was last looked up more than 31 days ago. */
export function isStale(checked_on: string, now: number): boolean {
  return now - Date.parse(checked_on) > freshFor
}

/** Whether a native reader has reviewed a language's words. */
export function isReviewed(code: string): boolean {
  return spoken.find((one) => one.code === code)?.file.meta.review.state === 'native'
}
