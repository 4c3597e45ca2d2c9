import { createHash } from 'node:crypto'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

/** Statements this long cost the server about as much to plan as to run. */
const worthPreparing = 1_200
const preparedMost = 50

/**
 * A pool whose connections prepare long statements once and only run them afterwards. The texts are
 * few: those that turns are loaded and saved with. Each connection keeps its own, so a proxy in
 * front of the database must know prepared statements (PgBouncer does since 1.21).
 */
export function preparing(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>()
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const known = wrapped.get(client) ?? wrap(client, names)
      wrapped.set(client, known)
      return known
    },
  }
}

function wrap(client: pg.PoolClient, names: Map<string, string>): PostgresPoolClient {
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new TypeError('cursors are not used here')
    const name = nameOf(names, text)
    return client.query({ text, values: [...values], ...(name && { name }) })
  }
  return { query, release: (destroy) => client.release(destroy) }
}

function nameOf(names: Map<string, string>, text: string): string | undefined {
  if (text.length < worthPreparing) return undefined
  const known = names.get(text)
  if (known || names.size >= preparedMost) return known
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16)
  names.set(text, name)
  return name
}
