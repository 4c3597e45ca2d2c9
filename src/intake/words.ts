import { languageOfApp } from '../i18n/app-language.ts'
import { formatsOf } from '../i18n/formats.ts'
import { languages } from '../i18n/languages.ts'
import { say } from '../i18n/say.ts'
import type { Line } from '../lines/line.ts'

/** The page's words, sizes and times in one language. */
export interface Speaker {
  language: string
  direction: 'ltr' | 'rtl'
  /** The languages that the line offers. */
  offered: readonly { code: string; name: string }[]
  /** A phrase under `upload` of the locale file. */
  say(key: string, values?: Record<string, string>): string
  size(bytes: number): string
  /** A moment on the line's clock. */
  moment(at: Date): string
  day(at: Date): string
}

/** Speaks the language that was picked, else the person's own. */
export function speakerFor(line: Line, picked: string | undefined, own: string): Speaker {
  const offered = languages.filter(({ code }) => line.languages.includes(code))
  const language = [picked, own].find((code) => offered.some((one) => one.code === code))
  const spoken = language ?? line.default_language
  const at = (parts: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(formatsOf(spoken), {
      ...parts,
      timeZone: line.time_zone,
    })
    return (moment: Date) => format.format(moment)
  }
  return {
    language: spoken,
    direction: directionOf(spoken),
    offered,
    say: (key, values) => say(spoken, `upload.${key}`, { ...namesOf(line, spoken), ...values }),
    size: (bytes) => sizeIn(spoken, bytes),
    moment: at({ dateStyle: 'medium', timeStyle: 'short' }),
    day: at({ dateStyle: 'long' }),
  }
}

/** Names in other letters keep their order in a sentence that runs the other way. */
function namesOf(line: Line, language: string): Record<string, string> {
  const { line: name, agency } = line.spoken.get(language) ?? {
    line: line.name,
    agency: line.agency,
  }
  const isolated = (text: string) =>
    directionOf(language) === 'rtl' ? `\u2068${text}\u2069` : text
  return { line: isolated(name), agency: isolated(agency) }
}

/** Which way a language runs. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return languages.find(({ code }) => code === language)?.direction ?? 'ltr'
}

/** Where no link says whose page it is: the language that was picked, or the browser's. */
export function languageFor(picked: string | undefined, accepted: string | undefined): string {
  const codes = languages.map(({ code }) => code)
  const wanted = [
    picked ?? '',
    ...(accepted ?? '').split(',').map((one) => one.split(';')[0] ?? ''),
  ]
  return wanted.map((tag) => languageOfApp(tag.trim(), codes)).find(Boolean) ?? 'en'
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

/** A size as people read it, such as "1.4 GB". */
function sizeIn(language: string, bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  return new Intl.NumberFormat(formatsOf(language), {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step)
}
