import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database, LineTable } from './schema.ts'

/** Every line, by id. There is always at least one after `ensureLine`. */
export function listLines(db: Kysely<Database>): Promise<Selectable<LineTable>[]> {
  return db.selectFrom('line').selectAll().orderBy('id').execute()
}

/** Makes the first line of an empty database. Operators change its row to their own. */
export async function ensureLine(db: Kysely<Database>, demo: boolean): Promise<void> {
  const [line] = await listLines(db)
  if (line) return
  const first = demo
    ? { id: 'demo', name: 'the demo tip line', agency: 'nobody: this is a demo' }
    : { id: 'main', name: 'the tip line', agency: 'this office' }
  await db
    .insertInto('line')
    .values({ ...first, default_language: 'en', time_zone: 'America/Chicago' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Throws when the database cannot take a message now. */
export async function ping(db: Kysely<Database>): Promise<void> {
  await sql`select 1 from line limit 1`.execute(db)
}
