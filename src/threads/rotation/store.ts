import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

/** A thread whose key is wrapped by another key than the first, with what is indexed by that key too. */
export interface Turned {
  id: string
  key: Uint8Array
  channel: string
  address: Uint8Array | null
}

/** Threads after `after` that the named key does not wrap yet, by id, held until the transaction ends. */
export async function takeUnturned(
  db: Kysely<Database>,
  first: string,
  { after, limit }: { after: string; limit: number },
): Promise<Turned[]> {
  return db
    .selectFrom('thread')
    .innerJoin('contact', 'contact.thread_id', 'thread.id')
    .select(['thread.id', 'thread.key', 'thread.channel', 'contact.address'])
    .where('thread.id', '>', after)
    .where(isUnturned(first))
    .orderBy('thread.id')
    .limit(limit)
    .forUpdate('thread')
    .$narrowType<{ key: Uint8Array }>()
    .execute()
}

/** How many threads the named key does not wrap yet. */
export async function countUnturned(db: Kysely<Database>, first: string): Promise<number> {
  const { count } = await db
    .selectFrom('thread')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(isUnturned(first))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** A wrapped key begins with the length of its ring key's id and the id. */
function isUnturned(first: string) {
  return sql<boolean>`thread.key is not null
    and substring(thread.key from 2 for get_byte(thread.key, 0)) <> ${Buffer.from(first)}::bytea`
}

/**
 * Puts keys and address indexes in place of those that were; bytes in hex. Processes that did not have the
 * same keys may have begun two threads with one person, of which only one can be found by the new index: the
 * one that is, or any.
 */
export async function saveTurned(
  db: Kysely<Database>,
  rows: { id: string; key: string; address_index: string | null }[],
): Promise<void> {
  const given = sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as r(id uuid, key text, address_index text)`
  await sql`update thread set key = decode(r.key, 'hex') from ${given} where thread.id = r.id`.execute(
    db,
  )
  await sql`update contact set address_index = free.address_index from (
      select distinct on (r.address_index, line_id, channel) thread_id,
        decode(r.address_index, 'hex') as address_index
      from ${given} join contact on contact.thread_id = r.id
      where not exists (select from contact as other
        where other.address_index = decode(r.address_index, 'hex')
          and other.line_id = contact.line_id and other.channel = contact.channel)
      order by r.address_index, line_id, channel) as free
    where contact.thread_id = free.thread_id and free.address_index is not null`.execute(db)
}

/** The files of these threads that are found by their bytes. */
export function listIndexedFiles(db: Kysely<Database>, thread_ids: string[]) {
  return db
    .selectFrom('evidence')
    .select(['id', 'thread_id', 'manifest'])
    .where('thread_id', 'in', thread_ids)
    .where('same_as', 'is not', null)
    .where('manifest', 'is not', null)
    .$narrowType<{ manifest: Uint8Array }>()
    .execute()
}

/** Notes by what a file is found now. */
export async function saveFileIndex(
  db: Kysely<Database>,
  id: string,
  same_as: Uint8Array,
): Promise<void> {
  await db.updateTable('evidence').set({ same_as }).where('id', '=', id).execute()
}

/** Which keys wrap the keys of how many threads. */
export async function countSealedBy(
  db: Kysely<Database>,
): Promise<{ id: string; threads: number }[]> {
  const { rows } = await sql<{ id: string; threads: number }>`
    select convert_from(substring(key from 2 for get_byte(key, 0)), 'UTF8') as id,
      count(*)::int as threads
    from thread where key is not null group by 1 order by 1`.execute(db)
  return rows
}
