import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import type { TimeStampTable } from '../../db/ledger-tables.ts'
import type { Database } from '../../db/schema.ts'

/** When each authority last stamped a checkpoint, and how many events that one covers. */
export async function lastStamps(
  db: Kysely<Database>,
): Promise<Map<string, { size: number; at: Date }>> {
  const rows = await db
    .selectFrom('time_stamp')
    .distinctOn('authority')
    .select(['authority', 'size', 'at'])
    .orderBy('authority')
    .orderBy('size', 'desc')
    .execute()
  return new Map(rows.map(({ authority, ...last }) => [authority, last]))
}

/** Whether anything but stamping has happened since a size. */
export async function hasNews(db: Kysely<Database>, size: number): Promise<boolean> {
  const row = await db
    .selectFrom('ledger_leaf')
    .innerJoin('event', 'event.id', 'ledger_leaf.event_id')
    .select('event.id')
    .where('ledger_leaf.seq', '>=', size)
    .where('event.action', '!=', 'checkpoint.stamped')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps a stamp. False when another process has just kept one of the same authority. */
export async function insertStamp(
  db: Kysely<Database>,
  stamp: Insertable<TimeStampTable>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('time_stamp')
    .values(stamp)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** A stamp with the note it is of. */
export interface NotedStamp extends Selectable<TimeStampTable> {
  note: string
}

/** Stamps of checkpoints over more than `after` events, the next ones. */
export async function listStamps(
  db: Kysely<Database>,
  { after, limit }: { after: { size: number; authority: string }; limit: number },
): Promise<NotedStamp[]> {
  return db
    .selectFrom('time_stamp')
    .innerJoin('checkpoint', 'checkpoint.size', 'time_stamp.size')
    .selectAll('time_stamp')
    .select('checkpoint.note')
    .where(sql<boolean>`(time_stamp.size, authority) > (${after.size}, ${after.authority})`)
    .where('time_stamp.size', '<=', Number.MAX_SAFE_INTEGER)
    .orderBy('time_stamp.size')
    .orderBy('authority')
    .limit(limit)
    .execute()
}

/** Stamps that events tell of and that are not there any more, or not their checkpoint. */
export async function listStampsGone(
  db: Kysely<Database>,
  limit: number,
): Promise<{ event_id: number; size: string | null; authority: string | null }[]> {
  const { rows } = await sql<{ event_id: number; size: string | null; authority: string | null }>`
    select id as event_id, details->>'size' as size, details->>'authority' as authority
    from event where action = 'checkpoint.stamped' and not exists (
      select from time_stamp join checkpoint using (size)
      where size::text = details->>'size' and authority = details->>'authority')
    order by id limit ${limit}`.execute(db)
  return rows
}
