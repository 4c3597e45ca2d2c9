import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

const nothing = new Uint8Array()

/**
 * Empties everything a tip holds and returns how many files it was. Rows stay, as counts and times. Files
 * in the storage are only listed for removal here: a transaction can be undone, a removal cannot. One that
 * is listed already is locked, so that nobody takes it off the list for what is being emptied.
 */
export async function emptyTip(db: Kysely<Database>, tip_id: string, now: Date): Promise<number> {
  await emptyMessages(db, 'tip_id', tip_id)
  await sql`update answer set codes = null, moment = null, near = null, finding = null, words = null
    where tip_id = ${tip_id}`.execute(db)
  await db
    .updateTable('staff_coding')
    .set({ act_types: [], coding: null })
    .where('tip_id', '=', tip_id)
    .execute()
  for (const table of ['tip_code', 'tip_place', 'tip_word', 'upload_link'] as const) {
    await db.deleteFrom(table).where('tip_id', '=', tip_id).execute()
  }
  return emptyFiles(db, 'tip_id', tip_id, now)
}

/** Empties what belongs to a thread and to none of its tips. For a thread whose key is destroyed. */
export async function emptyThread(
  db: Kysely<Database>,
  thread_id: string,
  now: Date,
): Promise<void> {
  await emptyMessages(db, 'thread_id', thread_id)
  await emptyFiles(db, 'thread_id', thread_id, now)
  await db.deleteFrom('upload_link').where('thread_id', '=', thread_id).execute()
}

type Belongs = 'tip_id' | 'thread_id'

async function emptyMessages(db: Kysely<Database>, by: Belongs, id: string): Promise<void> {
  const sent = sql<'failed'>`case when status = 'queued' then 'failed' else status end`
  await db
    .updateTable('message')
    .set({ body: nothing, provider_id: null, provider_ref: null, status: sent })
    .where(by, '=', id)
    .execute()
}

/** `failed` with this code, and nothing left of it: whatever is still fetching it finds it gone. */
async function emptyFiles(
  db: Kysely<Database>,
  by: Belongs,
  id: string,
  now: Date,
): Promise<number> {
  await sql`insert into object_removal (object, at)
    select object, ${now}::timestamptz from evidence
      where ${sql.ref(by)} = ${id} and object is not null
    union select derivative.object, ${now}::timestamptz from derivative
      join evidence on evidence.id = derivative.evidence_id where evidence.${sql.ref(by)} = ${id}
    on conflict (object) do update set at = object_removal.at`.execute(db)
  await sql`delete from derivative using evidence
    where evidence.id = derivative.evidence_id and evidence.${sql.ref(by)} = ${id}`.execute(db)
  await sql`update evidence set duplicate_of = null where duplicate_of in (
    select id from evidence where ${sql.ref(by)} = ${id})`.execute(db)
  const { numUpdatedRows } = await db
    .updateTable('evidence')
    .set({ source: nothing, manifest: null, metadata: null, same_as: null, object: null })
    .set({ state: 'failed', error_code: 'erased', mime: null, size: null, scan: null })
    .set({ duplicate_of: null, similar_to: null, checked_at: null, damage: null })
    .where(by, '=', id)
    .where(({ eb, or }) => or([eb('error_code', 'is', null), eb('error_code', '!=', 'erased')]))
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}
