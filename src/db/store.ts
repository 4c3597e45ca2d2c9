import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Throws when the database cannot take a message now. */
export async function ping(db: Kysely<Database>): Promise<void> {
  await sql`select 1 from line limit 1`.execute(db)
}
