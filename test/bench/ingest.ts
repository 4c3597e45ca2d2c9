import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChannels } from '../../src/channels/index.ts'
import { readConfig } from '../../src/config.ts'
import { connectPostgres } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Deps } from '../../src/deps.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { ensureLine, listLines } from '../../src/lines/store.ts'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { createDiskSpool } from '../../src/storage/disk-spool.ts'
import { createStorage } from '../../src/storage/index.ts'
import { createTurns } from '../../src/threads/advance.ts'
import { readThread } from '../support/read-thread.ts'
import { median } from './load.ts'

const size = 1_000_000_000
const rounds = 3

/** Keeps a file of 1 GB, beside copying and hashing it; what that costs in time and in memory. */
export async function compareIngest(server: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tipthread-ingest-'))
  const db = connectPostgres(`${server}/postgres`, 4)
  try {
    await migrate(db)
    await ensureLine(db, false)
    await measure(await openDeps(db, folder), folder)
  } finally {
    await db.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What keeping a file touches, without the doors. */
async function openDeps(db: Deps['db'], folder: string): Promise<Deps> {
  const config = readConfig({ DATA_DIR: folder, TIPTHREAD_KEYS: newRingKey('bench') })
  const shell = {
    ...{ config, db, lines: await listLines(db), channels: createChannels(config) },
    keys: parseKeyRing(config.keys ?? ''),
    storage: createStorage(config.evidence),
    spool: createDiskSpool(join(folder, 'spool')),
    enqueue: async () => undefined,
    later: () => undefined,
    ...{ log: createLog('error'), metrics: createMetrics(), now: Date.now },
  }
  return { ...shell, turns: createTurns(shell, { lanes: 1, most: 1 }) }
}

async function measure(deps: Deps, folder: string): Promise<void> {
  const file = join(folder, 'original')
  const [copied, kept, grown]: number[][] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    await fill(file)
    copied?.push(await seconds(() => copyAndHash(file, `${file}.copy`)))
    await rm(`${file}.copy`)
    const memory = watchMemory()
    kept?.push(await seconds(() => keep(deps, file)))
    grown?.push(memory.end())
  }
  const [copy = 0, keeping = 0, memory = 0] = [copied, kept, grown].map((all) => median(all ?? []))
  const speed = (taken: number) => `${Math.round(size / 1e6 / taken)} MB/s`
  console.log(`1 GB copied and hashed: ${speed(copy)}; kept: ${speed(keeping)}`)
  console.log(`kept ÷ copied and hashed: ${(copy / keeping).toFixed(2)}`)
  console.log(`memory over idle while it is kept: ${Math.round(memory / 1e6)} MB at most`)
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  const piece = randomBytes(10_000_000)
  for (let written = 0; written < size; written += piece.length) {
    piece.writeUInt32LE(written / piece.length)
    await file.write(piece)
  }
  await file.sync()
  await file.close()
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** The least that keeping a file could be. */
async function copyAndHash(from: string, to: string): Promise<void> {
  const hash = createHash('sha256')
  const copy = await open(to, 'w')
  for await (const piece of createReadStream(from, { highWaterMark: 256 * 1024 })) {
    hash.update(piece)
    await copy.write(piece)
  }
  hash.digest()
  await copy.sync()
  await copy.close()
}

async function keep(deps: Deps, path: string): Promise<void> {
  const id = await waitingFile(deps)
  const from = createReadStream(path, { highWaterMark: 256 * 1024 })
  const bytes = piecesOf(from)
  const kept = await keepFile(deps, id, bytes, { copy_grade: 'original_file', most: 2 * size })
  if (kept !== 'stored') throw new Error(`the file is ${kept}`)
}

function piecesOf(file: ReadStream): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = file[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(out) {
      const { done, value } = await pieces.next()
      if (done) out.close()
      else out.enqueue(value)
    },
  })
}

/** A row for a file of somebody who has just written. */
async function waitingFile(deps: Deps): Promise<string> {
  const files = [{ kind: 'video' as const, source: { url: '' } }]
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from: `+1555${Math.floor(1e6 + Math.random() * 9e6)}`, to: '+15555550100' },
    content: { type: 'message' as const, text: 'I filmed it', files },
  }
  const line = deps.lines[0]?.id ?? ''
  const turn = await deps.turns.advance({ from: 'outside', line, inbound, at: Date.now() })
  const { evidence } = await readThread(deps, turn.thread_id)
  return evidence[0]?.id ?? ''
}

function watchMemory(): { end(): number } {
  globalThis.gc?.()
  const idle = process.memoryUsage().rss
  let most = idle
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10)
  return {
    end: () => {
      clearInterval(timer)
      return most - idle
    },
  }
}
