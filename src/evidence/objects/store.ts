import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

/**
 * Notes, before a file is stored, that it is to be removed at that time unless something names it by then.
 * Until then nobody removes it, and whoever breaks off half-way leaves nothing for good. Waits for a
 * removal that is under way: what is stored afterwards stays.
 */
export async function reserveObject(
  db: Kysely<Database>,
  object: string,
  until: Date,
): Promise<void> {
  await sql`insert into object_removal (object, at) values (${object}, ${until}::timestamptz)
    on conflict (object) do update set at = greatest(object_removal.at, excluded.at)`.execute(db)
}

/**
 * Whether files are still reserved, and holds them until the transaction ends. One that is not may be
 * gone from the storage already.
 */
export async function holdObjects(db: Kysely<Database>, objects: string[]): Promise<boolean> {
  const wanted = [...new Set(objects)].toSorted()
  if (wanted.length === 0) return true
  const rows = await db
    .selectFrom('object_removal')
    .select('object')
    .where('object', 'in', wanted)
    .orderBy('object')
    .forShare()
    .execute()
  return rows.length === wanted.length
}

/** Files whose time to be removed has come, the oldest first. */
export async function listRemovals(
  db: Kysely<Database>,
  now: Date,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('object_removal')
    .select('object')
    .where('at', '<=', now)
    .orderBy('at')
    .limit(limit)
    .execute()
  return rows.map(({ object }) => object)
}

/** Locks these removals, without waiting for others that hold some, and returns which it has. */
export async function lockRemovals(db: Kysely<Database>, objects: string[]): Promise<string[]> {
  if (objects.length === 0) return []
  const rows = await db
    .selectFrom('object_removal')
    .select('object')
    .where('object', 'in', objects)
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.map(({ object }) => object)
}

/** Those that some row still names. Ask after locking: what was committed until then counts. */
export async function listUsed(db: Kysely<Database>, objects: string[]): Promise<string[]> {
  if (objects.length === 0) return []
  const rows = await db
    .selectFrom('evidence')
    .select(sql<string>`object`.as('object'))
    .where('object', 'in', objects)
    .union(db.selectFrom('derivative').select('object').where('object', 'in', objects))
    .execute()
  return rows.map(({ object }) => object)
}

/** Removals that are done, or that something needs the file again. */
export async function dropRemovals(db: Kysely<Database>, objects: string[]): Promise<void> {
  if (objects.length === 0) return
  await db.deleteFrom('object_removal').where('object', 'in', objects).execute()
}
