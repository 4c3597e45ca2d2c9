import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Selectable } from 'kysely'
import type { EventTable } from '../db/ledger-tables.ts'
import { hashLeaf } from './tree.ts'

/** An event as it is hashed, without its salt. */
export type EventRow = Omit<Selectable<EventTable>, 'salt'>

/** The JSON of an event in its one canonical form (RFC 8785): what the ledger's hashes are over. */
export function canonicalEvent(row: EventRow): string {
  const { id, at, actor, action, thread_id, tip_id, objects, details } = row
  const event = { v: 1, id, at: at.toISOString(), actor, action, thread_id, tip_id }
  const json = canonicalize({ ...event, objects, details })
  if (json === undefined) throw new Error('an event is always JSON')
  return json
}

/** SHA-256 of the canonical JSON. */
export function hashEvent(row: EventRow): Uint8Array {
  return hash('sha256', canonicalEvent(row), 'buffer')
}

/** The leaf's data is the salt's 16 bytes and the event's hash: nobody can guess an event from its leaf. */
export function hashEventLeaf(salt: string, event_hash: Uint8Array): Uint8Array {
  return hashLeaf(Buffer.concat([Buffer.from(salt.replaceAll('-', ''), 'hex'), event_hash]))
}
