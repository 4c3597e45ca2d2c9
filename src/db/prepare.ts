import { createHash } from 'node:crypto'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import pg from 'pg'

/** Statements this long cost the server about as much to plan as to run. */
const worthPreparing = 1_200
const preparedMost = 50

/**
 * A pool whose connections prepare long statements once and only run them afterwards. The texts are
 * few: those that turns are loaded and saved with. Each connection keeps its own, so a proxy in
 * front of the database must know prepared statements (PgBouncer does since 1.21).
 *
 * A server that says nothing to a statement within `patience` milliseconds is taken for gone, and the connection
 * is broken: by itself TCP waits for a quarter of an hour. Without it statements may take as long as they need.
 */
export function preparing(pool: pg.Pool, patience?: number): PostgresPool {
  const names = new Map<string, string>()
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const known = wrapped.get(client) ?? wrap(client, names, patience)
      wrapped.set(client, known)
      return known
    },
  }
}

function wrap(
  client: pg.PoolClient,
  names: Map<string, string>,
  patience?: number,
): PostgresPoolClient {
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new TypeError('cursors are not used here')
    const name = nameOf(names, text)
    const answer = client.query({ text, values: [...values], ...(name && { name }) })
    return patience ? orHangUp(client, answer, patience) : answer
  }
  return { query, release: (destroy) => client.release(destroy) }
}

/** A connection that ends fails its query as one that breaks does. */
function orHangUp<R>(client: pg.PoolClient, answer: Promise<R>, patience: number): Promise<R> {
  const hangUp = () => client instanceof pg.Client && void client.end().catch(() => undefined)
  const timer = setTimeout(hangUp, patience)
  return answer.finally(() => clearTimeout(timer))
}

function nameOf(names: Map<string, string>, text: string): string | undefined {
  if (text.length < worthPreparing) return undefined
  const known = names.get(text)
  if (known || names.size >= preparedMost) return known
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16)
  names.set(text, name)
  return name
}
