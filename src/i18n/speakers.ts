import { everyday } from './everyday.ts'
import { type Language, languages } from './languages.ts'
import { type Classifier, learn } from './letters.ts'
import { type Script, scriptOf } from './scripts.ts'

/** The languages that a text in a script may be in, and what tells how like each it is, in their order. */
export interface Speakers {
  speakers: readonly { code: string; odds: number }[]
  weigh: Classifier
}

/** Few write in letters that are not their language's own. */
const asGuest = -1.5
/** Parts of a language file that are not text in that language. */
const notSpoken = new Set(['meta', 'console', 'simulator', 'channels', 'commands', 'languages'])

/** By the script of their own names. */
const ofScript = Map.groupBy(languages, ({ name }) => scriptOf(name))
const learned = new Map<Script, Speakers>()

/** Who writes in a script. Learned when the first message in it comes: it takes a tenth of a second. */
export function speakersOf(script: Script): Speakers {
  const before = learned.get(script)
  if (before) return before
  const own = languagesIn(script).map((one) => ({ code: one.code, odds: 0, text: textOf(one) }))
  const speakers = script.name === 'Latin' ? [...own, ...guests()] : own
  const found = { speakers, weigh: learn(speakers.map(({ text }) => text)) }
  learned.set(script, found)
  return found
}

/** Our languages that are written in a script. */
export function languagesIn(script: Script): readonly Language[] {
  return ofScript.get(script) ?? []
}

/** Languages with a script of their own, as people type them in Latin letters. */
function guests() {
  return languages.flatMap(({ code }) => {
    const text = everyday[`${code}-Latn`]
    return text === undefined ? [] : [{ code, odds: asGuest, text }]
  })
}

/** All that we have in a language: its everyday words, and its file. */
function textOf({ code, file }: Language): string {
  return [everyday[code] ?? '', ...stringsIn(file)].join(' ')
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.replaceAll(/\{\{\w+\}\}/g, ' ')]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    notSpoken.has(key) ? [] : stringsIn(inner),
  )
}
