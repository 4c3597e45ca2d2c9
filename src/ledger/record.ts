import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { Happening } from './event.ts'
import { insertEvents } from './store.ts'

/** Something that happened, when, and to which thread or tip if to one. */
export interface Recorded {
  actor: Happening['actor']
  action: Happening['action']
  objects?: Happening['objects']
  details?: Happening['details']
  /** Unix milliseconds. */
  at: number
  thread_id?: string | null
  tip_id?: string | null
}

/**
 * Writes events down. Give the transaction that changes what they tell of, so that either both stand or
 * neither does. (Turns write theirs with everything else, in `threads/store.ts`.)
 */
export async function recordEvents(db: Kysely<Database>, events: Recorded[]): Promise<void> {
  if (events.length > 0) await insertEvents(db, events)
}
