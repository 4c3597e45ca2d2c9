import type { Generated, JSONColumnType } from 'kysely'
import type { Bytes, Fixed, FixedTime } from './columns.ts'

/** Append-only, as the four tables below: the database refuses every change. */
export interface EventTable {
  /** The order of arrival. */
  id: Generated<number>
  at: FixedTime
  /** `person`, `clock`, `provider`, `system`, `command` or `staff:ID`. */
  actor: Fixed<string>
  /** One of `ledger/event.ts`. */
  action: Fixed<string>
  thread_id: Fixed<string | null>
  tip_id: Fixed<string | null>
  /** What it was done to: ids, and the SHA-256 of their sealed JSON. */
  objects: JSONColumnType<object, string | undefined, never>
  /** Codes, ids and counts. Never words. */
  details: JSONColumnType<object, string | undefined, never>
  salt: Generated<string>
}

/** Events that the sealing job has not taken up; a trigger fills it. */
export interface EventUnsealedTable {
  event_id: number
}

/** An event's place in the tree. */
export interface LedgerLeafTable {
  /** From 0. */
  seq: Fixed<number>
  event_id: Fixed<number>
  /** SHA-256 of the event's canonical JSON (RFC 8785). */
  event_hash: Bytes
  /** RFC 6962 hash of salt and event hash. */
  leaf_hash: Bytes
}

/** The hash of a full subtree of 2^level leaves, the `position`th from the left. */
export interface LedgerNodeTable {
  level: Fixed<number>
  position: Fixed<number>
  hash: Bytes
}

/** A signed note over the whole tree (C2SP tlog-checkpoint). */
export interface CheckpointTable {
  /** How many leaves it covers. */
  size: Fixed<number>
  root: Bytes
  note: Fixed<string>
  /** The verifier key, as C2SP signed notes write it. */
  signer: Fixed<string>
  at: FixedTime
}

/** An authority's signed time for a checkpoint (RFC 3161). */
export interface TimeStampTable {
  size: Fixed<number>
  /** Its address. */
  authority: Fixed<string>
  request: Bytes
  response: Bytes
  at: FixedTime
}
