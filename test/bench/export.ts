import { execFile } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createChannels } from '../../src/channels/index.ts'
import { readConfig } from '../../src/config.ts'
import { connectPostgres } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Deps } from '../../src/deps.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { recordEvents } from '../../src/ledger/record.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { ensureLine, listLines } from '../../src/lines/store.ts'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { createDiskSpool } from '../../src/storage/disk-spool.ts'
import { createStorage } from '../../src/storage/index.ts'
import { createTurns } from '../../src/threads/advance.ts'
import { verifyPackage } from '../../src/workshop/verify.mjs'
import { readThread } from '../support/read-thread.ts'
import { startPostgres } from '../support/server.ts'

const run = promisify(execFile)
const files = 100
const fileSize = 1_000_000
const events = 2_000

/**
 * Exports a tip with 100 files and 2,000 events by the built command, and checks the package; beside hashing
 * the same files. What the command takes for a tip with nothing in it is not counted.
 */
export async function compareExport(): Promise<void> {
  const server = await startPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'tipthread-export-'))
  const keys = newRingKey('bench')
  const database = `${server.url}/postgres`
  const db = connectPostgres(database, 4)
  try {
    await migrate(db)
    await ensureLine(db, false)
    const deps = await openDeps(db, folder, keys)
    const [empty, full] = [await plant(deps, 0), await plant(deps, files)]
    await sealEvents(deps)
    const env = { ...process.env, DATABASE_URL: database, DATA_DIR: folder, TIPTHREAD_KEYS: keys }
    const out = (name: string) => join(folder, name)
    const exported = (code: string) =>
      run(process.execPath, ['dist/cli.js', 'export', code, '--out', out(code)], { env })
    const nothing = await seconds(() => exported(empty))
    const all = await seconds(() => exported(full))
    const verified = await seconds(() => check(out(full)))
    const hashed = await seconds(() => hashAll(join(out(full), 'data/exhibits')))
    tell({ export: all - nothing, verify: verified }, hashed)
  } finally {
    await db.destroy()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What planting touches, without the doors. */
async function openDeps(db: Deps['db'], folder: string, keys: string): Promise<Deps> {
  const config = readConfig({ DATA_DIR: folder, TIPTHREAD_KEYS: keys })
  const shell = {
    ...{ config, db, lines: await listLines(db), channels: createChannels(config) },
    ...{ keys: parseKeyRing(keys), storage: createStorage(config.evidence) },
    spool: createDiskSpool(join(folder, 'spool')),
    enqueue: async () => undefined,
    later: () => undefined,
    ...{ log: createLog('error'), metrics: createMetrics(), now: Date.now },
  }
  return { ...shell, turns: createTurns(shell, { lanes: 1, most: 1 }) }
}

function tell(taken: Record<string, number>, hashed: number): void {
  console.log(`${files} files of ${fileSize / 1e6} MB and ${events} events`)
  for (const [name, time] of Object.entries(taken)) {
    const ratio = (time / hashed).toFixed(1)
    console.log(`  ${name}: ${time.toFixed(1)} s, ${ratio} times hashing the files alone`)
  }
}

/** The code of a tip with so many files, and as many events as make up the number. */
async function plant(deps: Deps, count: number): Promise<string> {
  const source = { kind: 'photo' as const, source: { url: '' } }
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from: `+1555555${1000 + count}`, to: '+15555550100' },
    content: {
      ...{ type: 'message' as const, text: 'They broke the door' },
      files: Array.from({ length: count }, () => source),
    },
  }
  const line = deps.lines[0]?.id ?? ''
  const turn = await deps.turns.advance({ from: 'outside', line, inbound, at: Date.now() })
  const { tips, evidence } = await readThread(deps, turn.thread_id)
  for (const { id } of evidence) {
    const bytes = new Blob([randomBytes(fileSize)]).stream()
    await keepFile(deps, id, bytes, { copy_grade: 'original_file', most: 2 * fileSize })
  }
  const [tip] = tips
  const event = { actor: 'system', action: 'tip.viewed', at: Date.now(), tip_id: tip?.id } as const
  const more = count === 0 ? 0 : events - 3 * count
  await recordEvents(
    deps.db,
    Array.from({ length: more }, () => ({ ...event, tip_id: tip?.id ?? null })),
  )
  return tip?.code ?? ''
}

async function check(folder: string): Promise<void> {
  const { wrong } = await verifyPackage(folder)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

async function hashAll(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const hashes = [createHash('sha256'), createHash('sha512')]
    for await (const bytes of createReadStream(join(folder, name))) {
      for (const hash of hashes) hash.update(bytes)
    }
    for (const hash of hashes) hash.digest()
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}
