import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { findNodes } from './store.ts'
import { consistencySpans, inclusionSpans, joinHashes, nodesOf, type Span } from './tree.ts'

/** The proof that the event at `seq` is in the tree of `size`; `checkInclusion` checks it. */
export function proveInclusion(
  db: Kysely<Database>,
  seq: number,
  size: number,
): Promise<Uint8Array[]> {
  if (seq < 0 || seq >= size) throw new RangeError('there is no such leaf in the tree')
  return hashSpans(db, inclusionSpans(seq, { start: 0, end: size }))
}

/** The proof that the tree of `from` is the beginning of the tree of `to`; for `checkConsistency`. */
export function proveConsistency(
  db: Kysely<Database>,
  from: number,
  to: number,
): Promise<Uint8Array[]> {
  if (from < 1 || from > to) throw new RangeError('the first tree must be the smaller one')
  return hashSpans(db, consistencySpans(from, { start: 0, end: to }))
}

/** The hash of each span, all from one reading of the kept nodes. */
export async function hashSpans(db: Kysely<Database>, spans: Span[]): Promise<Uint8Array[]> {
  const parts = spans.map(nodesOf)
  const hashes = await findNodes(db, parts.flat())
  return parts.map((nodes) => joinHashes(hashes.splice(0, nodes.length)))
}
