import { simplicity } from './chinese.ts'
import { languageOfNumber } from './country.ts'
import { everyday } from './everyday.ts'
import { type Language, languages } from './languages.ts'
import { type Classifier, learn } from './letters.ts'

/** How much a hint speaks for a language, measured as a `Classifier` does. A word of its own says more. */
const fromApp = 3
const fromCountry = 1.5
/** How far the best language must be before the next. */
const clearly = 0.4
/** More of a text says nothing new. */
const longest = 400
/** Addresses, and names of bots, commands and tags. */
const unspoken = /(?:https?:\/\/|www\.|[/@#])\S+/gu
/** Names stay Latin in every text, so a third as much of another script is enough. */
const foreignShare = 1 / 3

/** The scripts of our languages, and how many Latin letters a sign is worth. */
const scripts = [
  { name: 'Latin', sign: /\p{Script=Latin}/gu, worth: 1 },
  { name: 'Arabic', sign: /\p{Script=Arabic}/gu, worth: 1 },
  { name: 'Bengali', sign: /\p{Script=Bengali}/gu, worth: 1 },
  { name: 'Cyrillic', sign: /\p{Script=Cyrillic}/gu, worth: 1 },
  { name: 'Hangul', sign: /\p{Script=Hangul}/gu, worth: 3 },
  { name: 'Han', sign: /\p{Script=Han}/gu, worth: 3 },
] as const
type Script = (typeof scripts)[number]['name']

/** Parts of a language file that are not text in that language. */
const notSpoken = new Set(['meta', 'console', 'simulator', 'channels', 'commands', 'languages'])

interface Hints {
  app: string | undefined
  country: string | undefined
}

const codes = languages.map(({ code }) => code)
const ofScript = Map.groupBy(languages, ({ name }) => scriptOf(name))
const tags = languages.map(({ code }) => ({ code, tag: new Intl.Locale(code).maximize() }))

/**
 * The language of a first message, one of those offered: from its words and letters; where these leave
 * it open, helped by the app's language (BCP 47) and the country of the person's number. Undefined when
 * nothing says.
 */
export function guessLanguage(
  text: string,
  app_language: string | undefined,
  offered: readonly string[] = codes,
  address?: string,
): string | undefined {
  const app = languageOfApp(app_language, offered)
  const start = text.replaceAll(unspoken, ' ').slice(0, longest)
  const script = scriptOf(start)
  if (!script) return app
  const hints = { app, country: languageOfNumber(address) }
  const guess = script === 'Han' ? guessChinese(start, hints, offered) : undefined
  return guess ?? guessByWords(start, { script, hints, offered }) ?? app
}

/** The best of the offered languages, unless another is as good, or one that is not offered is better. */
function guessByWords(
  text: string,
  { script, hints, offered }: { script: Script; hints: Hints; offered: readonly string[] },
): string | undefined {
  const speakers = speakersOf(script)
  const chances = speakers.weigh(text)
  const ranked = speakers.codes
    .map((code, index) => ({ code, chance: (chances[index] ?? 0) + hinted(code, hints) }))
    .sort((a, b) => b.chance - a.chance)
  const best = ranked.find(({ code }) => offered.includes(code))
  const rival = ranked.find(({ code }) => code !== best?.code)
  if (!best || (rival && rival.chance > best.chance - clearly)) return undefined
  return best.code
}

function hinted(code: string, { app, country }: Hints): number {
  return (code === app ? fromApp : 0) + (code === country ? fromCountry : 0)
}

/** What both writings share is answered in the one that a hint names, or in the line's first. */
function guessChinese(text: string, hints: Hints, offered: readonly string[]): string | undefined {
  const balance = simplicity(text)
  const chinese = (ofScript.get('Han') ?? [])
    .map(({ code }) => code)
    .filter((code) => offered.includes(code))
  const written = balance === 0 ? undefined : `zh-${balance > 0 ? 'Hans' : 'Hant'}`
  const wanted = [written, hints.app, hints.country].find((code) => chinese.includes(code ?? ''))
  return wanted ?? chinese[0]
}

/** The script that a text is mostly in. */
function scriptOf(text: string): Script | undefined {
  const amounts = scripts
    .map(({ name, sign, worth }) => ({ name, amount: (text.match(sign)?.length ?? 0) * worth }))
    .sort((a, b) => b.amount - a.amount)
  const [most] = amounts
  const foreign = amounts.find(({ name }) => name !== 'Latin')
  if (!most || most.amount === 0) return undefined
  return foreign && foreign.amount > most.amount * foreignShare ? foreign.name : most.name
}

interface Speakers {
  codes: readonly string[]
  weigh: Classifier
}

const known = new Map<Script, Speakers>()

/** The languages of a script, learned when the first message in it comes. */
function speakersOf(script: Script): Speakers {
  const before = known.get(script)
  if (before) return before
  const own = ofScript.get(script) ?? []
  const guests = script === 'Latin' ? languages.filter(({ code }) => everyday[`${code}-Latn`]) : []
  const speakers = {
    codes: [...own, ...guests].map(({ code }) => code),
    weigh: learn([...own.map(textOf), ...guests.map(({ code }) => everyday[`${code}-Latn`] ?? '')]),
  }
  known.set(script, speakers)
  return speakers
}

/** All that we have in a language: its everyday words, and its file. */
function textOf({ code, file }: Language): string {
  return [everyday[code], ...stringsIn(file)].join(' ')
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.replaceAll(/\{\{\w+\}\}/g, ' ')]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    notSpoken.has(key) ? [] : stringsIn(inner),
  )
}

/** `es-MX` stands for `es`, `zh-TW` for `zh-Hant`: the same language in the same script, else the language. */
function languageOfApp(
  app_language: string | undefined,
  offered: readonly string[],
): string | undefined {
  const wanted = parseTag(app_language)
  if (!wanted) return undefined
  const near = tags.filter(
    ({ code, tag }) => offered.includes(code) && tag.language === wanted.language,
  )
  return (near.find(({ tag }) => tag.script === wanted.script) ?? near[0])?.code
}

/** Apps send what they like; what is no language tag says nothing. */
function parseTag(tag: string | undefined): Intl.Locale | undefined {
  try {
    return tag ? new Intl.Locale(tag.replaceAll('_', '-')).maximize() : undefined
  } catch {
    return undefined
  }
}
