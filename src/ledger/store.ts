import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { Recorded } from './record.ts'

/** Adds events in the order given. */
export async function insertEvents(db: Kysely<Database>, events: Recorded[]): Promise<void> {
  const rows = events.map(({ at, actor, action, thread_id, tip_id, objects, details }) => ({
    ...{ at: new Date(at), actor, action, thread_id: thread_id ?? null, tip_id: tip_id ?? null },
    objects: JSON.stringify(objects ?? []),
    details: JSON.stringify(details ?? {}),
  }))
  await db.insertInto('event').values(rows).execute()
}
