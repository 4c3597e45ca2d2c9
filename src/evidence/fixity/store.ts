import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

/** A stored file or a copy made from one, with what opens it. */
export interface KeptFile {
  type: 'manifest' | 'derivative'
  id: string
  object: string
  manifest: Uint8Array | null
  key: Uint8Array
}

const kept = sql<KeptFile>`
  select 'manifest' as type, e.id, e.object, e.manifest, t.key from evidence e
    join thread t on t.id = e.thread_id where e.object is not null and t.key is not null
  union all select 'derivative', d.id, d.object, d.manifest, t.key from derivative d
    join evidence e on e.id = d.evidence_id join thread t on t.id = e.thread_id
    where t.key is not null`

/** Files by id, the next after one. */
export async function listKept(
  db: Kysely<Database>,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<KeptFile[]> {
  const beyond = after === undefined ? sql`true` : sql`id > ${after}::uuid`
  const { rows } = await sql<KeptFile>`
    select * from (${kept}) as kept where ${beyond} order by id limit ${limit}`.execute(db)
  return rows
}

/** One original, while it is kept. */
export async function findKept(db: Kysely<Database>, id: string): Promise<KeptFile | undefined> {
  const { rows } = await sql<KeptFile>`
    select * from (${kept}) as kept where id = ${id}::uuid and type = 'manifest'`.execute(db)
  return rows[0]
}

/** Originals that nobody has read for longest, and how large they are. */
export function listUnread(db: Kysely<Database>, limit: number) {
  return db
    .selectFrom('evidence')
    .innerJoin('thread', 'thread.id', 'evidence.thread_id')
    .select(['evidence.id', 'evidence.size'])
    .where('object', 'is not', null)
    .where('thread.key', 'is not', null)
    .orderBy(sql`coalesce(checked_at, stored_at)`)
    .limit(limit)
    .execute()
}

/**
 * Writes down how an original was found, and returns whose it is and how it was found before. Undefined
 * when it was erased meanwhile.
 */
export async function markChecked(
  db: Kysely<Database>,
  { id, object }: Pick<KeptFile, 'id' | 'object'>,
  found: { checked_at: Date; damage: 'gone' | 'changed' | null },
) {
  const before = await db
    .selectFrom('evidence')
    .select(['thread_id', 'tip_id', 'damage'])
    .where('id', '=', id)
    .where('object', '=', object)
    .forUpdate()
    .executeTakeFirst()
  if (before) await db.updateTable('evidence').set(found).where('id', '=', id).execute()
  return before
}

/** So many files by chance. */
export async function sampleKept(db: Kysely<Database>, limit: number): Promise<KeptFile[]> {
  const { rows } = await sql<KeptFile>`
    select * from (${kept}) as kept order by random() limit ${limit}`.execute(db)
  return rows
}

/** How many files there are. */
export async function countKept(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ files: number }>`
    select count(*) as files from (${kept}) as kept`.execute(db)
  return Number(rows[0]?.files ?? 0)
}

/** Whether a file is still said to lie under that name; it may have been erased meanwhile. */
export async function isKept(
  db: Kysely<Database>,
  { id, object }: Pick<KeptFile, 'id' | 'object'>,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from (${kept}) as kept where id = ${id}::uuid and object = ${object}`.execute(db)
  return rows.length > 0
}
