import { languages } from '../../i18n/languages.ts'
import { say } from '../../i18n/say.ts'
import type { Said } from './report.ts'

/** The words of a report in the language of its labels. */
export interface Labels {
  language: string
  /** A phrase under `console.report` of the locale file. */
  (key: string, values?: Record<string, string | number>): string
}

/** The labels of a report. */
export function labelsFor(language: string): Labels {
  const labels = (key: string, values?: Record<string, string | number>) =>
    say(language, `console.report.${key}`, values)
  return Object.assign(labels, { language })
}

/** A phrase that the console has too. */
export function consoleLabel({ language }: Labels, key: string): string {
  return say(language, `console.${key}`)
}

/** A code of an answer in words; the code itself where there are none. */
export function codeLabel({ language }: Labels, question: string, code: string): string {
  const name = `option.${question}.${code}`
  const known = [name, `console.${name}`].map((key) => [key, say(language, key)] as const)
  return known.find(([key, label]) => label !== key)?.[1] ?? code.replaceAll('_', ' ')
}

/** A language by its name in the report's own. */
export function languageLabel({ language }: Labels, code: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
}

/** Words of the report itself. */
export function ours({ language }: Labels, text: string): Said {
  return { text, language, direction: 'ltr' }
}

/** A hash, a key or a code, to be compared letter by letter. */
export function exact(labels: Labels, text: string): Said {
  return { ...ours(labels, text), mono: true }
}

/** The person's words, in their language and direction. */
export function theirs(language: string, text: string): Said {
  const direction = languages.find(({ code }) => code === language)?.direction ?? 'ltr'
  return { text, language, direction }
}

/** A moment to the second, in UTC, as courts and logs write it. */
export function utcTime(at: string): string {
  return `${at.slice(0, 19).replace('T', ' ')} UTC`
}

/** A moment on the clock of the line. */
export function localTime({ language }: Labels, at: string, timeZone: string): string {
  const form = { dateStyle: 'long', timeStyle: 'long', timeZone } as const
  return new Intl.DateTimeFormat(language, form).format(new Date(at))
}
