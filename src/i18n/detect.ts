import { francAll } from 'franc-min'
import { normalise } from '../conversation/words.ts'
import { languages } from './languages.ts'

/** Shorter texts hold too few letter groups to tell languages apart by them. */
const enoughLetters = 25
/** How far the second best language must be behind the best, on a scale of 0 to 1. */
const clearMargin = 0.1

const common = languages.map(({ code, file }) => ({
  code,
  words: new Set(file.vocabulary.common.map(normalise)),
}))
const codes = new Map(languages.map(({ iso_639_3, code }) => [iso_639_3, code]))

/**
 * The language of a first message, one of ours: from its words, else from the app's language. Undefined
 * when neither says; the line's own language is the better guess then.
 */
export function guessLanguage(text: string, app_language: string | undefined): string | undefined {
  return byCommonWords(text) ?? byLetters(text) ?? byApp(app_language)
}

/** Counts everyday words: sure even for a text of three words. A tie says nothing. */
function byCommonWords(text: string): string | undefined {
  const said = normalise(text.slice(0, 400)).split(' ')
  const counts = common
    .map(({ code, words }) => ({ code, hits: said.filter((word) => words.has(word)).length }))
    .sort((a, b) => b.hits - a.hits)
  const [best, second] = counts
  return best && best.hits > (second?.hits ?? 0) ? best.code : undefined
}

function byLetters(text: string): string | undefined {
  if (text.length < enoughLetters) return undefined
  const [best, second] = francAll(text, { only: [...codes.keys()] })
  if (!best || (second && second[1] > 1 - clearMargin)) return undefined
  return codes.get(best[0])
}

/** `es-MX` stands for `es`; a full match such as `pt-BR` goes first. */
function byApp(app_language: string | undefined): string | undefined {
  const tag = app_language?.toLowerCase()
  if (!tag) return undefined
  const exact = languages.find(({ code }) => code.toLowerCase() === tag)
  return (exact ?? languages.find(({ code }) => code === tag.split('-')[0]))?.code
}
