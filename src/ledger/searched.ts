import type { Deps } from '../deps.ts'
import { recordEvents } from './record.ts'

/** A search as the ledger keeps it. The words are not kept: they may name the person who is looked for. */
export interface Searched {
  /** What it was narrowed by, such as `q` or `near`. */
  by: string[]
  /** How many tips the page showed. */
  found: number
}

/** Writes down that staff looked for tips by words, a code or a place; each page is a look. */
export async function recordSearch(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  who: { id: string },
  { by, found }: Searched,
): Promise<void> {
  const event = { actor: `staff:${who.id}`, action: 'tip.searched', at: now() } as const
  await recordEvents(db, [{ ...event, details: { by, found } }])
}
