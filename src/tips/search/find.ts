import type { Deps } from '../../deps.ts'
import { wordHashes } from './hash.ts'
import { listSearchMessages } from './store.ts'
import { wordsOfMessages } from './texts.ts'
import { soughtWords } from './words.ts'

/** What is looked for: one list a word, of its hashes under every key of the ring. All must be found. */
export type Sought = string[][]

/** The words of a search as the index has them. Undefined when there is nothing to look for. */
export function seekWords({ keys }: Pick<Deps, 'keys'>, q: string): Sought | undefined {
  const words = [...soughtWords(q)]
  return words.length > 0 ? words.map((word) => wordHashes(keys, word)) : undefined
}

/** Of tips that the index found, those whose opened words hold what was looked for. */
export async function confirmFound<T extends { id: string }>(
  { db, keys }: Pick<Deps, 'db' | 'keys'>,
  tips: T[],
  q: string,
): Promise<T[]> {
  const ids = tips.map(({ id }) => id)
  const messages = Map.groupBy(await listSearchMessages(db, ids), ({ tip_id }) => tip_id)
  const sought = [...soughtWords(q)]
  return tips.filter(({ id }) => {
    const words = wordsOfMessages(keys, messages.get(id) ?? [])
    return sought.every((word) => words.has(word))
  })
}
