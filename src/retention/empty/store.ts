import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

const nothing = new Uint8Array()

/** A thread, or one tip of it. Messages are found by their thread. */
export interface Owner {
  thread_id: string
  tip_id?: string
}

/** When it is emptied, and what of it has to outlive that. */
export interface Emptying {
  now: Date
  /** The provider's copies are still to be removed: what names them stays until they are. */
  copies_go: boolean
}

/**
 * Empties everything a tip holds and returns how many files it was. Rows stay, as counts and times. Files
 * in the storage are only listed for removal here: a transaction can be undone, a removal cannot. One that
 * is listed already is locked, so that nobody takes it off the list for what is being emptied.
 */
export async function emptyTip(
  db: Kysely<Database>,
  { thread_id, tip_id }: Required<Owner>,
  { now, copies_go }: Emptying,
): Promise<number> {
  await emptyMessages(db, { thread_id, tip_id }, copies_go)
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
  { now, copies_go }: Emptying,
): Promise<void> {
  await emptyMessages(db, { thread_id }, copies_go)
  await emptyFiles(db, 'thread_id', thread_id, now)
  await db.deleteFrom('upload_link').where('thread_id', '=', thread_id).execute()
}

/** What was emptied before is left alone, so that it keeps its name until the copy is gone. */
async function emptyMessages(
  db: Kysely<Database>,
  { thread_id, tip_id }: Owner,
  copies_go: boolean,
): Promise<void> {
  const sent = sql<'failed'>`case when status = 'queued' then 'failed' else status end`
  const named = (direction: 'in' | 'out') =>
    sql`${copies_go}::boolean and copy_removed_at is null and direction = ${direction}`
  await db
    .updateTable('message')
    .set({ body: nothing, status: sent })
    .set({
      provider_id: sql`case when ${named('out')} then provider_id end`,
      provider_ref: sql`case when ${named('in')} then coalesce(provider_ref, provider_id) end`,
    })
    .where('thread_id', '=', thread_id)
    .$if(tip_id !== undefined, (query) => query.where('tip_id', '=', tip_id ?? ''))
    .where(sql<boolean>`length(body) > 0`)
    .execute()
}

/** Messages whose copies at the provider are to go, now that they or their files are emptied. */
export async function listCopiesLeft(
  db: Kysely<Database>,
  { thread_id, tip_id }: Owner,
): Promise<string[]> {
  const rows = await db
    .selectFrom('message')
    .select('id')
    .where('thread_id', '=', thread_id)
    .$if(tip_id !== undefined, (query) =>
      query.where(({ eb, or, selectFrom }) => {
        const files = selectFrom('evidence')
          .select('message_id')
          .where('tip_id', '=', tip_id ?? '')
        return or([eb('tip_id', '=', tip_id ?? ''), eb('id', 'in', files)])
      }),
    )
    .where('copy_removed_at', 'is', null)
    .where(sql<boolean>`coalesce(provider_ref, provider_id) is not null`)
    .execute()
  return rows.map((row) => row.id)
}

/** `failed` with this code, and nothing left of it: whatever is still fetching it finds it gone. */
async function emptyFiles(
  db: Kysely<Database>,
  by: 'tip_id' | 'thread_id',
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
