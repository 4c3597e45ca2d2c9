import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { preparing } from './prepare.ts'
import type { Database } from './schema.ts'

const bigint = 20

/** Connects to a Postgres server. `most` is how many connections at once; for `patience` see `preparing`. */
export function connectPostgres(url: string, most: number, patience?: number): Kysely<Database> {
  const types = new pg.TypeOverrides()
  types.setTypeParser(bigint, Number)
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: 5_000,
    types,
  })
  // A connection that breaks fails its query and is replaced; without listeners, on the idle and on
  // the busy ones, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: preparing(pool, patience) }) })
}
