import { hash } from 'node:crypto'
import type { LedgerObject } from '../ledger/event.ts'
import { type KeyRing, openDataKey } from '../seal/keys.ts'
import { open } from '../seal/seal.ts'
import type { Dossier } from './dossier.ts'

/** JSON exactly as it was sealed, by whose hash the ledger names it. */
export interface SealedText {
  text: string
  object: LedgerObject
}

/** Opens what is sealed in a row, to the byte. Throws when a single bit differs. */
export function openText(
  keys: KeyRing,
  { row }: Pick<Dossier, 'row'>,
  { type, id }: Pick<LedgerObject, 'type' | 'id'>,
  sealed: Uint8Array,
): SealedText {
  if (!row.key) throw new Error('the key of the tip is gone')
  const opened = open(openDataKey(keys, row.key), `${type}:${id}`, sealed)
  const text = Buffer.from(opened).toString('utf8')
  return { text, object: { type, id, sha256: hash('sha256', text) } }
}

/** A file of the package that is such a text, for whoever checks it against the events. */
export interface SealedPath extends LedgerObject {
  path: string
}
