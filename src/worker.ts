import { connect } from 'cloudflare:sockets'
import type { MiddlewareHandler } from 'hono'
import type { ConstructorOptions } from 'pg-boss'
import { z } from 'zod'
import { createApp } from './app.ts'
import { createChannels } from './channels/index.ts'
import { type Config, readConfig } from './config.ts'
import { connectPostgres } from './db/connect.ts'
import type { Deps, WithDeps } from './deps.ts'
import { Failure } from './errors.ts'
import { type Connection, createClamd } from './evidence/clamd.ts'
import { openQueue, type Queue } from './jobs/queue.ts'
import { listLines } from './lines/store.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { type KeyRing, parseKeyRing } from './seal/keys.ts'
import { type Bucket, createR2Storage } from './storage/r2.ts'
import { createMemorySpool } from './storage/spool.ts'
import { createTurns } from './threads/advance.ts'

/**
 * What `wrangler.toml` binds, and the README's environment as variables and secrets. Hyperdrive's
 * cache must be off: a turn reads what the last one wrote.
 */
const Bindings = z.looseObject({
  HYPERDRIVE: z.object({ connectionString: z.string() }),
  EVIDENCE: z.custom<Bucket>(Boolean, 'a bucket'),
})
type Bindings = z.infer<typeof Bindings>

/** What outlives a request: settings and counters, never a connection. */
interface Settings {
  config: Config
  keys: KeyRing
  log: Deps['log']
  metrics: Deps['metrics']
}

interface Opened {
  deps: Deps
  queue(): Promise<Queue>
  /** Call once the answer is made. Resolves when all work left behind is done and the client closed. */
  close(): Promise<void>
}

/** Workers allow six connections at once; the queue takes two when there is something to do later. */
const connections = 3
/** For reaching a server of ours, in milliseconds. */
const dialPatience = 5_000
/** Files wait in memory, of which a Worker has 128 MB. */
const spooledMost = 25 * 1024 * 1024
/** A Worker runs one request at a time per `Deps`, so a batch is one turn. */
const lanes = { lanes: 1, most: 1 }

let settings: Settings | undefined

const app = createApp(openRequest())

export default {
  fetch: app.fetch,

  /** The clock: runs the jobs that wait. */
  async scheduled(_event: unknown, env: unknown): Promise<void> {
    const { deps, queue, close } = await open(Bindings.parse(env))
    try {
      const jobs = await (await queue()).drain(deps)
      deps.log.info('drained', { jobs })
    } finally {
      await close()
    }
  },
}

function openRequest(): MiddlewareHandler<WithDeps> {
  return async (c, next) => {
    const { deps, close } = await open(Bindings.parse(c.env))
    c.set('deps', deps)
    await next()
    c.executionCtx.waitUntil(close())
  }
}

/** A client of its own for each request, as Hyperdrive asks; the rest is shared. */
async function open(env: Bindings): Promise<Opened> {
  settings ??= readSettings(env)
  const address = env.HYPERDRIVE.connectionString
  const db = connectPostgres(address, connections)
  try {
    return fill(settings, { address, db, lines: await listLines(db), bucket: env.EVIDENCE })
  } catch (error) {
    await db.destroy()
    throw error
  }
}

interface Connected {
  address: string
  db: Deps['db']
  lines: Deps['lines']
  bucket: Bucket
}

function fill(given: Settings, { address, db, lines, bucket }: Connected): Opened {
  const { config, log } = given
  const working: Promise<unknown>[] = []
  let opening: Promise<Queue> | undefined
  const queue = () => (opening ??= openQueue(queueOptions(address), log))
  const shell = {
    ...given,
    db,
    lines,
    channels: createChannels(config),
    storage: createR2Storage(bucket),
    spool: createMemorySpool(spooledMost),
    ...(config.clamd_url && { scanner: createClamd(() => dial(config.clamd_url ?? '')) }),
    enqueue: async (...jobs: Parameters<Deps['enqueue']>) => (await queue()).enqueue(...jobs),
    later: (work: Promise<unknown>) => {
      working.push(work.catch((error: unknown) => log.error('later-failed', {}, error)))
    },
    now: Date.now,
  }
  const close = async () => {
    while (working.length > 0) await working.shift()
    if (opening) await (await opening).stop()
    await db.destroy()
  }
  return { deps: { ...shell, turns: createTurns(shell, lanes) }, queue, close }
}

/** `tipthread migrate` has made the queue's schema, and no process is there to keep it up. */
function queueOptions(connectionString: string): ConstructorOptions {
  return { connectionString, max: 2, migrate: false, supervise: false, registerInstance: false }
}

/** A Worker is never a demo: without keys and an address it refuses every request. */
function readSettings(env: Bindings): Settings {
  try {
    const given = Object.fromEntries(Object.entries(env).filter(isText))
    const config = { ...readConfig(given), demo: false }
    if (!config.keys) throw new Failure('bad-config', 'TIPTHREAD_KEYS must be set')
    if (!given['PUBLIC_URL']) throw new Failure('bad-config', 'PUBLIC_URL must be set')
    if (config.clamd_url?.startsWith('unix:')) {
      throw new Failure('bad-config', 'CLAMD_URL must be tcp://HOST:PORT on Workers')
    }
    const log = createLog(config.log_level)
    return { config, keys: parseKeyRing(config.keys), log, metrics: createMetrics() }
  } catch (error) {
    const reason = error instanceof Failure ? error.message : 'unknown'
    createLog('error').error('bad-config', { reason })
    throw error
  }
}

function isText(pair: [string, unknown]): pair is [string, string] {
  return typeof pair[1] === 'string'
}

/** Connects to `tcp://host:port`; a Worker has no sockets on a disk. */
async function dial(address: string): Promise<Connection> {
  const { hostname, port } = new URL(address)
  const socket = connect({ hostname, port: Number(port) })
  const timer = setTimeout(() => void socket.close().catch(() => undefined), dialPatience)
  await socket.opened.finally(() => clearTimeout(timer))
  const writer = socket.writable.getWriter()
  return {
    write: (bytes) => writer.write(bytes),
    answer: socket.readable,
    end: () => void writer.close().catch(() => undefined),
    close: () => void socket.close().catch(() => undefined),
  }
}
