import { hash, randomUUID } from 'node:crypto'

/** Who did something. Staff are named by the id of the investigator or token. */
export type Actor = 'person' | 'clock' | 'provider' | 'system' | 'command' | `staff:${string}`

/** Everything the ledger keeps. */
export type Action =
  | `message.${'stored' | 'edited' | 'sent' | 'failed'}`
  | `webhook.${'denied'}`
  | `follow-up.${'written'}`
  | `silence.${'passed'}`
  | `consent.${'given' | 'changed'}`
  | `statement.${'adopted' | 'corrected'}`
  | `media.${'fetched' | 'failed' | 'retried'}`
  | `upload-link.${'made' | 'used' | 'revoked'}`
  | `object.${'hashed' | 'stored' | 'quarantined'}`
  | `malware.${'scanned'}`
  | `metadata.${'extracted'}`
  | `duplicate.${'found'}`
  | `derivative.${'made'}`
  | `answer.${'confirmed' | 'refused'}`
  | `code.${'changed'}`
  | `tip.${'viewed' | 'searched' | 'changed' | 'withdrawn' | 'erased'}`
  | `original.${'viewed' | 'downloaded'}`
  | `words.${'unmasked'}`
  | `identity.${'unsealed'}`
  | `access.${'denied'}`
  | `legal-hold.${'set' | 'lifted'}`
  | `retention.${'deleted'}`
  | `provider.${'purge-requested' | 'purge-confirmed' | 'purge-failed'}`
  | `fixity.${'checked'}`
  | `checkpoint.${'stamped'}`
  | `export.${'requested' | 'made'}`
  | `key.${'rotated'}`
  | `config.${'changed'}`
  | `session.${'opened' | 'refused' | 'closed'}`

/** What something was done to, and the SHA-256, in hex, of the JSON that is sealed in its row. */
export interface LedgerObject {
  type: 'message' | 'answer' | 'evidence' | 'manifest' | 'metadata' | 'derivative' | 'coding'
  id: string
  sha256: string
}

/** One thing that happened: codes, ids, counts and hashes, never words. */
export interface Happening {
  actor: Actor
  action: Action
  objects: LedgerObject[]
  details: Record<string, string | number | boolean | null | string[]>
}

/**
 * Makes the JSON that is to be sealed and its name for the ledger. The salt in it keeps short words from
 * being guessed by their hash; it is destroyed with the key.
 */
export function nameObject(
  type: LedgerObject['type'],
  id: string,
  value: object,
): { json: string; object: LedgerObject } {
  const json = JSON.stringify({ ...value, salt: randomUUID() })
  return { json, object: { type, id, sha256: hash('sha256', json) } }
}
