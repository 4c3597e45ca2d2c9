import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/schema.ts'

/** Withdrawn tips whose grace is over and that no legal hold keeps, the oldest first. */
export async function listErasable(
  db: Kysely<Database>,
  now: Date,
  most: number,
): Promise<{ id: string; thread_id: string }[]> {
  return db
    .selectFrom('tip')
    .select(['id', 'thread_id'])
    .where('erase_at', '<=', now)
    .where('hold', '=', false)
    .orderBy('erase_at')
    .limit(most)
    .execute()
}

/** Holds turns on the thread back until the transaction ends; theirs then find another version. */
export async function lockThread(db: Kysely<Database>, id: string): Promise<void> {
  await db.selectFrom('thread').select('id').where('id', '=', id).forUpdate().execute()
}

/** Marks a tip erased. False when a hold was put on it, or somebody else was first. */
export async function markErased(
  db: Kysely<Database>,
  tip_id: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('tip')
    .set({ erased_at: now, erase_at: null, tags: [], flags: [] })
    .where('id', '=', tip_id)
    .where('erase_at', '<=', now)
    .where('hold', '=', false)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Empties everything a tip holds. Rows stay, as counts and times. */
export async function emptyTip(db: Kysely<Database>, tip_id: string): Promise<void> {
  const nothing = new Uint8Array()
  const sent = sql<'failed'>`case when status = 'queued' then 'failed' else status end`
  await db
    .updateTable('message')
    .set({ body: nothing, provider_id: null, provider_ref: null, status: sent })
    .where('tip_id', '=', tip_id)
    .execute()
  await sql`update answer set codes = null, moment = null, near = null, finding = null, words = null
    where tip_id = ${tip_id}`.execute(db)
  await db
    .updateTable('staff_coding')
    .set({ act_types: [], coding: null })
    .where('tip_id', '=', tip_id)
    .execute()
  await db.updateTable('evidence').set({ source: nothing }).where('tip_id', '=', tip_id).execute()
}

/**
 * Destroys the key of a thread of which no tip stands, and with it whatever was sealed under it. Its
 * contact is found no more. False while a tip stands.
 */
export async function destroyKey(db: Kysely<Database>, thread_id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('thread')
    .set({ key: null, state: new Uint8Array(), tip_id: null, due: null, due_at: null })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', thread_id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tip')
            .select('id')
            .where('thread_id', '=', thread_id)
            .where('erased_at', 'is', null),
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  await db
    .updateTable('contact')
    .set({ address_index: null, address: null })
    .where('thread_id', '=', thread_id)
    .execute()
  return true
}
