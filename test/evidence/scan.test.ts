import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialer } from '../../src/dial.ts'
import { checkScanner } from '../../src/commands/checks.ts'
import { createClamd, takesFile } from '../../src/evidence/clamd.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { openOriginal, readExhibits } from '../../src/evidence/read.ts'
import type { Scanner } from '../../src/evidence/scanner.ts'
import { type Clamd, eicar, findClamd, startClamd } from '../support/clamd.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { streamOf, tipWithFiles } from './tip.ts'

const program = await findClamd()
// Where everything is to be proven it must be there; a developer may do without.
const required = process.env['REQUIRE_CLAMD'] === '1'
if (!program && !required) console.warn('clamd is not installed: its tests are left out')

const about = { copy_grade: 'original_file', most: 50_000_000 } as const

describe.skipIf(!program && !required)('with a real clamd', () => {
  let clamd: Clamd
  let node: TestNode

  beforeAll(async () => {
    if (!program) throw new Error('clamd must be installed: apt-get install clamav-daemon')
    clamd = await startClamd(program)
    node = await openTestNode({ CLAMD_URL: clamd.url })
  })
  afterAll(async () => {
    await node?.close()
    await clamd?.stop()
  })

  async function keep(bytes: Uint8Array) {
    const { tip_id, evidence_ids } = await tipWithFiles(node.deps, 1)
    const [id = ''] = evidence_ids
    const kept = await keepFile(node.deps, id, streamOf(bytes), about)
    const [exhibit] = await readExhibits(node.deps, { id: tip_id })
    return { id, kept, exhibit }
  }

  test('a clean file is stored and says so', async () => {
    const { kept, exhibit } = await keep(randomBytes(3_000_000))
    expect(kept).toBe('stored')
    expect(exhibit?.scan).toBe('clean')
  })

  test('what it finds is kept sealed, in quarantine, and given to no tool', async () => {
    const { id, kept, exhibit } = await keep(Buffer.from(eicar))
    expect(kept).toBe('quarantined')
    expect(exhibit).toMatchObject({ state: 'quarantined', scan: 'found', exhibit: 1 })
    expect((await openOriginal(node.deps, id)).manifest.size).toBe(eicar.length)
    const rows = await node.deps.db.selectFrom('event').selectAll().execute()
    const told = rows.filter((row) => JSON.stringify(row.details).includes(id))
    expect(told.map(({ action }) => action)).toContain('object.quarantined')
    expect(JSON.stringify(told)).toContain('EICAR-by-the-tests')
  })

  test('a file larger than it takes is not called clean', async () => {
    const scanner = node.deps.scanner as Scanner
    const scanning = scanner.scan(streamOf(new Uint8Array(30_000_000)))
    await expect(scanning).rejects.toMatchObject({ code: 'scanner-unavailable', retryable: true })
  })

  test('what it takes is known without sending it', async () => {
    const dial = dialer(clamd.url)
    expect(await takesFile(dial, 25_000_000)).toBe(true)
    expect(await takesFile(dial, 25_000_001)).toBe(false)
    expect(await takesFile(dial, 20_000_000_000)).toBe(false)
  })

  test('doctor says how large its limit must be for the largest file that may come', async () => {
    expect(await checkScanner(node.deps)).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('2200 MB'),
      mend: expect.stringContaining('StreamMaxLength'),
    })
    const lines = node.deps.lines.map((line) => ({
      ...line,
      uploads: { ...line.uploads, most_megabytes: 20 },
    }))
    const small = { ...node.deps, lines, config: { ...node.deps.config, media_most: 24_000_000 } }
    expect((await checkScanner(small)).state).toBe('ok')
  })
})

test('clamd away: nothing is stored as clean, and it is tried again', async () => {
  const node = await openTestNode({ CLAMD_URL: 'unix:/nowhere/clamd.sock' })
  const { tip_id, evidence_ids } = await tipWithFiles(node.deps, 1)
  const keeping = keepFile(node.deps, evidence_ids[0] ?? '', streamOf(randomBytes(99)), about)
  await expect(keeping).rejects.toMatchObject({ code: 'scanner-unavailable' })
  expect((await readExhibits(node.deps, { id: tip_id }))[0]?.state).toBe('fetching')
  await node.close()
})

/** A server that says something else than clamd would. */
async function misbehaving(behave: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    behave(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return { scanner: createClamd(dialer(`tcp://127.0.0.1:${port}`), 300), server }
}

test.each([
  ['hangs up', (socket: Socket) => void socket.destroy()],
  ['says nothing', () => undefined],
  ['says nonsense', (socket: Socket) => void socket.end('stream: PERHAPS\0')],
  ['takes nothing', (socket: Socket) => void socket.pause()],
])('a scanner that %s gives no verdict', async (_, behave) => {
  const { scanner, server } = await misbehaving(behave)
  const scanning = scanner.scan(streamOf(randomBytes(5_000_000)))
  await expect(scanning).rejects.toMatchObject({ code: 'scanner-unavailable' })
  server.close()
})
