import { spawn } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, readFileSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Upload } from 'tus-js-client'
import { connectPostgres } from '../../src/db/connect.ts'
import { linkToken, tokenHash } from '../../src/evidence/upload/token.ts'
import { newRingKey, openDataKey, parseKeyRing } from '../../src/seal/keys.ts'
import { openJson } from '../../src/seal/seal.ts'
import { startProxy } from '../support/proxy.ts'
import { freePort } from '../support/server.ts'

const megabytes = 2_000
const breaks = 5
const keys = newRingKey('bench')
const ring = parseKeyRing(keys)

/** Sends a film of 2 GB by a link over a connection that breaks five times; time, memory, every byte. */
export async function measureUpload(database: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tipthread-upload-'))
  const port = await freePort()
  const server = spawn(process.execPath, ['dist/cli.js', 'serve'], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: database, DATA_DIR: folder, TIPTHREAD_KEYS: keys, PORT: String(port) },
      LOG_LEVEL: 'error',
    },
    stdio: 'ignore',
  })
  const db = connectPostgres(database, 2)
  try {
    const film = await makeFilm(folder)
    const link = await makeLink(db, port)
    await wait(5_000)
    const memory = watchMemory(server.pid ?? 0)
    const sent = await send(film.path, link, port)
    const sending = memory.most()
    const kept = await untilKept(db, link.id)
    const keeping = memory.most()
    memory.end()
    console.log(
      `${megabytes} MB over a connection that broke ${breaks} times: ${sent.toFixed(0)} s`,
    )
    console.log(`every byte is there: ${kept === film.sha256 ? 'yes' : 'NO'}`)
    console.log(
      `memory over idle while it came: ${sending} MB at most, until it was kept: ${keeping} MB`,
    )
  } finally {
    server.kill()
    await once(server, 'exit')
    await db.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeFilm(folder: string): Promise<{ path: string; sha256: string }> {
  const path = join(folder, 'film.mp4')
  const [file, hash] = [await open(path, 'w'), createHash('sha256')]
  const piece = randomBytes(1_000_000)
  for (let n = 0; n < megabytes; n++) {
    piece.writeUInt32LE(n)
    hash.update(piece)
    await file.write(piece)
  }
  await file.close()
  return { path, sha256: hash.digest('hex') }
}

type Db = ReturnType<typeof connectPostgres>

/** For one of the demo's made-up tips. */
async function makeLink(db: Db, port: number): Promise<{ id: string; path: string }> {
  for (let tries = 0; tries < 120; tries++) {
    await wait(1_000)
    const up = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (!up?.ok) continue
    const tip = await db
      .selectFrom('tip')
      .innerJoin('thread', 'thread.id', 'tip.thread_id')
      .select(['tip.id', 'thread_id', 'key'])
      .where('key', 'is not', null)
      .executeTakeFirst()
    if (!tip?.key) continue
    const id = randomUUID()
    const token = linkToken(openDataKey(ring, tip.key), id)
    await db
      .insertInto('upload_link')
      .values({
        ...{ id, thread_id: tip.thread_id, tip_id: tip.id, token_hash: tokenHash(token) },
        ...{ created_at: new Date(), expires_at: new Date(Date.now() + 3_600_000) },
      })
      .execute()
    return { id, path: `/u/${token}` }
  }
  throw new Error('the server did not start')
}

/** Returns how many seconds it took. */
async function send(file: string, link: { path: string }, port: number): Promise<number> {
  const proxy = await startProxy(port)
  const begun = performance.now()
  let broken = 0
  const breakOff = async () => {
    broken++
    proxy.cut()
    await wait(300)
    proxy.restore()
  }
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(createReadStream(file), {
      endpoint: `http://127.0.0.1:${proxy.port}${link.path}/files`,
      chunkSize: 8_000_000,
      retryDelays: new Array<number>(100).fill(500),
      onShouldRetry: () => true,
      metadata: { filename: 'film.mp4', filetype: 'video/mp4' },
      onProgress: (sent, size) => {
        if (broken < breaks && sent / size > (broken + 1) / (breaks + 1)) void breakOff()
      },
      onSuccess: () => resolve(),
      onError: reject,
    })
    upload.start()
  })
  await proxy.close()
  return (performance.now() - begun) / 1000
}

/** The SHA-256 that the manifest of the kept file holds. */
async function untilKept(db: Db, link_id: string): Promise<string> {
  for (;;) {
    await wait(500)
    const row = await db
      .selectFrom('evidence')
      .innerJoin('thread', 'thread.id', 'evidence.thread_id')
      .select(['evidence.id', 'evidence.state', 'manifest', 'key'])
      .where('upload_link_id', '=', link_id)
      .executeTakeFirst()
    if (row?.state === 'failed') return 'failed'
    if (!row?.manifest || !row.key) continue
    const manifest = openJson(openDataKey(ring, row.key), `manifest:${row.id}`, row.manifest)
    return (manifest as { sha256: string }).sha256
  }
}

/** Kilobytes that a process holds, as Linux counts them. */
function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function watchMemory(pid: number) {
  const idle = residentOf(pid)
  let most = idle
  const timer = setInterval(() => (most = Math.max(most, residentOf(pid))), 50)
  return { most: () => Math.round((most - idle) / 1024), end: () => clearInterval(timer) }
}
