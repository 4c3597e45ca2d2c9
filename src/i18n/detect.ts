import { languageOfApp } from './app-language.ts'
import { simplicity } from './chinese.ts'
import { languageOfNumber } from './country.ts'
import { languages } from './languages.ts'
import { type Script, scriptOf } from './scripts.ts'
import { languagesIn, speakersOf } from './speakers.ts'

/** How much a hint speaks for a language, measured as a `Classifier` does. A word of its own says more. */
const fromApp = 3
const fromCountry = 1.5
/** How far the best language must be before the next. */
const clearly = 0.4
/** More of a text says nothing new. */
const longest = 400
/** Addresses, and names of bots, commands and tags. */
const unspoken = /(?:https?:\/\/|www\.|[/@#])\S+/gu

const codes = languages.map(({ code }) => code)

/** What a guess goes by besides the text. */
interface Hints {
  app: string | undefined
  country: string | undefined
  offered: readonly string[]
}

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
  const hints = { app, country: languageOfNumber(address), offered }
  const guess = script.name === 'Han' ? guessChinese : guessByWords
  return guess(start, script, hints) ?? app
}

/**
 * The best of the offered languages, unless another is as good, or one that is not offered is better, or
 * too few words are of any that we know.
 */
function guessByWords(
  text: string,
  script: Script,
  { app, country, offered }: Hints,
): string | undefined {
  const { speakers, weigh } = speakersOf(script)
  const ranked = weigh(text)
    .map(({ chance, known }, index) => {
      const { code = '', odds = 0 } = speakers[index] ?? {}
      const hinted = (code === app ? fromApp : 0) + (code === country ? fromCountry : 0)
      return { code, known, chance: chance + odds + hinted }
    })
    .sort((a, b) => b.chance - a.chance)
  const best = ranked.find(({ code }) => offered.includes(code))
  const rival = ranked.find(({ code }) => code !== best?.code)
  if (!best || best.known <= script.foreign) return undefined
  return rival && rival.chance > best.chance - clearly ? undefined : best.code
}

/** What both writings share is answered in the one that a hint names, or in the line's first. */
function guessChinese(text: string, script: Script, hints: Hints): string | undefined {
  const balance = simplicity(text)
  const chinese = languagesIn(script)
    .map(({ code }) => code)
    .filter((code) => hints.offered.includes(code))
  const written = balance === 0 ? undefined : `zh-${balance > 0 ? 'Hans' : 'Hant'}`
  const wanted = [written, hints.app, hints.country].find((code) => chinese.includes(code ?? ''))
  return wanted ?? chinese[0]
}
