import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Throws when the database cannot take a message now. */
export async function ping(db: Kysely<Database>): Promise<void> {
  await sql`select 1 from line limit 1`.execute(db)
}

/** Takes something that is done now and then upon this process, if it was last done before `since`. */
export async function claimChore(
  db: Kysely<Database>,
  name: string,
  { now, since }: { now: Date; since: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('chore')
    .values({ name, at: now })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ at: now }).where('chore.at', '<=', since),
    )
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}
