import { type Kysely, sql } from 'kysely'

const statements = [
  // Room for a thread's next version on its own page: a turn that changes no indexed column then leaves the
  // indexes alone, and what it replaces is cleared away by the next turn on that page.
  `alter table thread set (fillfactor = 70)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
