import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import type { Database } from './schema.ts'

/** The embedded database: one process, for trying out and small lines. */
export interface Embedded {
  db: Kysely<Database>
  /** The same database for the job queue, which needs several statements at once. */
  pglite: PGlite
}

/**
 * Opens or makes the database in a folder; without one, in memory. Ends with `db.destroy()`. `empty`
 * is a packed empty database to begin with, which is quicker than making one.
 */
export async function openEmbedded(folder?: string, empty?: Blob): Promise<Embedded> {
  const pglite = await PGlite.create(folder, empty && { loadDataDir: empty })
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) })
  return { db, pglite }
}
