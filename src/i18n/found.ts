import { readPattern } from '../conversation/extract/pattern.ts'
import type { FoundWords } from '../conversation/script.ts'
import { coded, type VocabularyWords } from './languages.ts'

/** The phrases of a language file, read once. */
export function foundOf(words: VocabularyWords['found']): FoundWords {
  const { before, street, and, corner } = words.place
  return {
    not: words.not.map(readPattern),
    agents: words.agents.map(readPattern),
    plate: words.plate.map(readPattern),
    badge: words.badge.map(readPattern),
    place: {
      before: before.map(readPattern),
      street: street.map(readPattern),
      and: and.map(readPattern),
      corner: corner.map(readPattern),
    },
    codes: new Map(
      coded.map((question) => [
        question,
        Object.entries(words[question]).map(
          ([code, phrases]) => [code, phrases.map(readPattern)] as const,
        ),
      ]),
    ),
  }
}
