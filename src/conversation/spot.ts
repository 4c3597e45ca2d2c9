import { type Match, matchPattern, type Pattern, readPattern } from './extract/pattern.ts'
import type { Token } from './extract/tokens.ts'

/** Phrases of several lists in several languages, ready to be found together in one pass. */
export interface Lexicon {
  /** By the first word, or by how it begins. */
  whole: ReadonlyMap<string, readonly Listed[]>
  begun: ReadonlyMap<string, readonly Listed[]>
}

interface Listed {
  list: string
  pattern: Pattern
}

/** A phrase that was found, by the list it stands in. */
export interface Hit extends Match {
  list: string
}

/** So many letters of `mask*` and the like are looked up. */
const beginning = 2

/** `{age}` in a phrase is every age of a child, in years. */
const ages = Array.from({ length: 17 }, (_, before) => String(before + 1))

/** Makes phrases ready. Each is written as `extract/pattern.ts` reads it and begins with a letter or an age. */
export function makeLexicon(lists: readonly (readonly [string, readonly string[]])[]): Lexicon {
  const whole = new Map<string, Listed[]>()
  const begun = new Map<string, Listed[]>()
  for (const [list, phrases] of lists) {
    for (const phrase of phrases.flatMap(withAges)) {
      const pattern = readPattern(phrase)
      const [first] = pattern.parts
      if (!first || first.fits === 'end' || first.fits === 'inside') {
        throw new Error(`a phrase has to begin with a word: ${phrase}`)
      }
      const [map, key] =
        first.fits === 'whole' ? [whole, first.form] : [begun, first.form.slice(0, beginning)]
      map.set(key, [...(map.get(key) ?? []), { list, pattern }])
    }
  }
  return { whole, begun }
}

function withAges(phrase: string): string[] {
  return phrase.includes('{age}') ? ages.map((age) => phrase.replace('{age}', age)) : [phrase]
}

/** Every phrase that is in a text, in the order of its words. */
export function spot({ whole, begun }: Lexicon, tokens: readonly Token[]): Hit[] {
  const hits: Hit[] = []
  for (const [first, { form }] of tokens.entries()) {
    for (const listed of [whole.get(form), begun.get(form.slice(0, beginning))]) {
      for (const { list, pattern } of listed ?? []) {
        const match = matchPattern(tokens, first, pattern)
        if (match) hits.push({ list, ...match })
      }
    }
  }
  return hits
}
