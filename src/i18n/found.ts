import { readPatterns } from '../conversation/extract/pattern.ts'
import type { FoundWords } from '../conversation/script.ts'
import { coded, type VocabularyWords } from './languages.ts'

/** The phrases of a language file, read once. */
export function foundOf(words: VocabularyWords['found']): FoundWords {
  const { before, street, and, corner } = words.place
  return {
    not: readPatterns(words.not),
    agents: readPatterns(words.agents),
    plate: readPatterns(words.plate),
    badge: readPatterns(words.badge),
    place: {
      before: readPatterns(before),
      street: readPatterns(street),
      and: readPatterns(and),
      corner: readPatterns(corner),
    },
    codes: new Map(
      coded.map((question) => [
        question,
        Object.entries(words[question]).map(
          ([code, phrases]) => [code, readPatterns(phrases)] as const,
        ),
      ]),
    ),
  }
}
