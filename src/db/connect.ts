import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'

const bigint = 20

/** Connects to a Postgres server. `most` is how many connections at once. */
export function connectPostgres(url: string, most: number): Kysely<Database> {
  const types = new pg.TypeOverrides()
  types.setTypeParser(bigint, Number)
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: 5_000,
    types,
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end us.
  pool.on('error', () => undefined)
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
