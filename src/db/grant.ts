import { type Kysely, sql } from 'kysely'
import { Failure } from '../errors.ts'
import type { Database } from './schema.ts'

/** Written once: nobody who serves may change or remove a row. */
const appendOnly = ['event', 'ledger_leaf', 'ledger_node', 'checkpoint', 'time_stamp']
const schemas = ['public', 'pgboss']

/**
 * Lets another role of the database serve, with no right to change or remove what the ledger holds. Call
 * as the owner after every migration. Safe to repeat. Throws `not-found` for a role that is not there.
 */
export async function grantServing(db: Kysely<Database>, role: string): Promise<void> {
  const to = sql.id(role)
  const found = await sql`select 1 from pg_roles where rolname = ${role}`.execute(db)
  if (found.rows.length === 0) {
    throw new Failure('not-found', `there is no role ${role} in the database`)
  }
  await db.transaction().execute(async (trx) => {
    for (const name of schemas) {
      const schema = sql.id(name)
      await sql`grant usage on schema ${schema} to ${to}`.execute(trx)
      await sql`grant select, insert, update, delete on all tables in schema ${schema}
        to ${to}`.execute(trx)
      await sql`grant usage, select on all sequences in schema ${schema} to ${to}`.execute(trx)
      await sql`grant execute on all functions in schema ${schema} to ${to}`.execute(trx)
    }
    const tables = sql.join(appendOnly.map((table) => sql.id('public', table)))
    await sql`revoke update, delete, truncate on ${tables} from ${to}`.execute(trx)
  })
}
