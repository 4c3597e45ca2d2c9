import { findActs, findAgencies, findFaces } from './coded.ts'
import type { Finder, Finding, Reading } from './finding.ts'
import { findBadges, findPlates } from './identifiers.ts'
import { findPlaces } from './places.ts'
import { findTimes } from './times.ts'
import { readTokens } from './tokens.ts'

/** Everything that is looked for. A new kind of finding is one finder and one entry here. */
const finders: readonly Finder[] = [
  findTimes,
  findPlaces,
  findAgencies,
  findFaces,
  findPlates,
  findBadges,
  findActs,
]

/** Longer texts are read up to here: a first account, not a book. */
const longest = 4_000

/** What a person's words seem to say, finding by finding. Pure; nothing of it is an answer yet. */
export function extractAll(words: string, reading: Reading): Finding[] {
  const text = { words, tokens: readTokens(words.slice(0, longest)) }
  return finders.flatMap((find) => find(text, reading))
}
