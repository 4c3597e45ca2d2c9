import { existsSync, openAsBlob } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serve, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ConstructorOptions } from 'pg-boss'
import { fromPglite } from 'pg-boss'
import { createApp } from './app.ts'
import { createChannels } from './channels/index.ts'
import type { Config } from './config.ts'
import { connectPostgres } from './db/connect.ts'
import { openEmbedded } from './db/embedded.ts'
import { grantServing } from './db/grant.ts'
import { migrate } from './db/migrate.ts'
import { dialer } from './dial.ts'
import type { Deps, WithDeps } from './deps.ts'
import { createClamd } from './evidence/clamd.ts'
import { type Hold, holdFolder } from './hold.ts'
import { openQueue, type Queue } from './jobs/queue.ts'
import { ensureLine, listLines } from './lines/store.ts'
import { createLog, type Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { newRingKey, parseKeyRing } from './seal/keys.ts'
import { createDiskSpool } from './storage/disk-spool.ts'
import { createStorage } from './storage/index.ts'
import { createTurns } from './threads/advance.ts'
import { createUploads } from './uploads/index.ts'
import { exporter } from './workshop/exporter.ts'
import { createStamper } from './workshop/time-stamps.ts'
import { openWorkshop } from './workshop/workshop.ts'

/** Everything open on Node: what the doors touch, and how to end it without losing a turn. */
export interface Node {
  deps: Deps
  queue: Queue
  /** The grip on the embedded database. */
  hold: Hold | undefined
  close(): Promise<void>
}

const connections = 10
/** Few lanes with many turns each: a commit is worth sharing (`npm run bench`). */
const lanes = { lanes: 2, most: 128, worth: 16 }
/** In milliseconds: longer than any turn takes, and short enough for people to be answered again soon. */
const turnPatience = 30_000

/** Opens database, keys, queue and channels, migrated and ready. */
export async function openNode(config: Config): Promise<Node> {
  const log = createLog(config.log_level)
  const opened = await openMigrated(config, log)
  try {
    return await fill(config, log, opened)
  } catch (error) {
    await opened.queue.stop()
    await opened.close()
    throw error
  }
}

type Opened = Awaited<ReturnType<typeof openMigrated>>

async function fill(config: Config, log: Log, opened: Opened): Promise<Node> {
  const { db, turnsDb, queue, hold } = opened
  const working = new Set<Promise<unknown>>()
  const shell = {
    config,
    db,
    keys: parseKeyRing(config.keys ?? (await demoKeys(config))),
    lines: await listLines(db),
    channels: createChannels(config),
    storage: createStorage(config.evidence),
    spool: createDiskSpool(join(config.data_dir, 'spool')),
    ...(config.clamd_url && { scanner: createClamd(dialer(config.clamd_url)) }),
    workshop: openWorkshop(),
    stamper: createStamper(),
    exporter,
    uploads: createUploads(join(config.data_dir, 'uploads')),
    enqueue: queue.enqueue,
    later: (work: Promise<unknown>) => keepTrack(working, work, log),
    log,
    metrics: createMetrics(),
    now: Date.now,
  }
  const deps: Deps = { ...shell, turns: createTurns({ ...shell, db: turnsDb }, lanes) }
  const close = async () => {
    await Promise.allSettled(working)
    await queue.stop()
    await deps.workshop?.close()
    await opened.close()
  }
  return { deps, queue, hold, close }
}

/** Brings our tables and the queue's up to date and returns the names of what ran; `role` may serve. */
export async function migrateNode(config: Config, role?: string): Promise<string[]> {
  const { db, queue, ran, close } = await openMigrated(config, createLog(config.log_level))
  try {
    if (role) await grantServing(db, role)
  } finally {
    await queue.stop()
    await close()
  }
  return ran
}

/** What was opened before something failed is closed again: else the process would never end. */
async function openMigrated(config: Config, log: Log) {
  const { queueOptions, ...database } = await openDatabase(config)
  let queue: Queue | undefined
  try {
    const ran = await migrate(database.db)
    await ensureLine(database.db, config.demo)
    queue = await openQueue(queueOptions, log)
    await queue.prepare()
    return { ...database, queue, ran }
  } catch (error) {
    await queue?.stop()
    await database.close()
    throw error
  }
}

/**
 * Turns have connections of their own, one for loads and one a lane: they wait behind no long query, and for no
 * silent server.
 */
async function openDatabase(config: Config) {
  if (config.database_url) {
    const queueOptions: ConstructorOptions = { connectionString: config.database_url, max: 4 }
    const db = connectPostgres(config.database_url, connections)
    const turnsDb = connectPostgres(config.database_url, 1 + lanes.lanes, turnPatience)
    const close = async () => void (await Promise.all([db.destroy(), turnsDb.destroy()]))
    return { db, turnsDb, queueOptions, hold: undefined, close }
  }
  const hold = await holdFolder(config.data_dir)
  try {
    return await openHeld(config.data_dir, hold)
  } catch (error) {
    await hold.release()
    throw error
  }
}

async function openHeld(data_dir: string, hold: Hold) {
  const folder = join(data_dir, 'database')
  const { db, pglite } = await openEmbedded(folder, await emptyDatabase(folder))
  const queueOptions: ConstructorOptions = { db: fromPglite(pglite), backend: 'pglite' }
  const close = async () => {
    await db.destroy()
    await hold.release()
  }
  return { db, turnsDb: db, queueOptions, hold, close }
}

/** For a first start: the empty database that lies beside the built commands. */
async function emptyDatabase(folder: string): Promise<Blob | undefined> {
  if (existsSync(folder)) return undefined
  const packed = new URL('empty-database.tar.gz', import.meta.url)
  return existsSync(packed) ? openAsBlob(packed) : undefined
}

/** The demo makes its own key once and keeps it beside its data, readable by its owner alone. */
async function demoKeys({ data_dir }: Config): Promise<string> {
  const file = join(data_dir, 'keys')
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept) return kept.trim()
  const keys = newRingKey('demo')
  await mkdir(data_dir, { recursive: true })
  await writeFile(file, `${keys}\n`, { mode: 0o600 })
  return keys
}

function keepTrack(working: Set<Promise<unknown>>, work: Promise<unknown>, log: Deps['log']): void {
  const tracked = work
    .catch((error: unknown) => log.error('later-failed', {}, error))
    .finally(() => working.delete(tracked))
  working.add(tracked)
}

/** The app on Node: one set of `Deps` for every request. */
export function nodeApp(deps: Deps): Hono<WithDeps> {
  return createApp(async (c, next) => {
    c.set('deps', deps)
    await next()
  })
}

/** A photo from an old phone may be under way for half an hour. */
const serverOptions = { requestTimeout: 30 * 60_000 }

/** Listens, and resolves once it does. `stop` lets running requests end first. */
export function listen(
  app: Hono<WithDeps>,
  { port, host }: Pick<Config, 'port' | 'host'>,
): Promise<{ port: number; stop(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const options = { fetch: app.fetch, port, hostname: host, serverOptions }
    const server: ServerType = serve(options, (address) =>
      resolve({ port: address.port, stop: () => stopServer(server) }),
    )
    server.once('error', reject)
  })
}

/** What comes by a connection that a proxy keeps open is answered, and closes it: else none would ever end. */
function stopServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.prependListener('request', (_, response) => response.setHeader('connection', 'close'))
    const idle = setInterval(() => {
      if ('closeIdleConnections' in server) server.closeIdleConnections()
    }, 100)
    server.close(() => {
      clearInterval(idle)
      resolve()
    })
  })
}
