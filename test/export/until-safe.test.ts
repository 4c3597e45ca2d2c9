import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginParcel } from '../../src/export/package.ts'
import type { ExportRequest } from '../../src/export/request.ts'
import { requireTip } from '../../src/tips/read.ts'
import { tools } from '../../src/workshop/exporter.ts'
import { verifyAt } from '../../src/workshop/verify-package.ts'
import { writeFolder } from '../../src/workshop/write-folder.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { address, tellInArabic, type Told } from './arabic-tip.ts'

const plain: ExportRequest = {
  ...{ by: 'command', language: 'en', identity: false, unmasked: false, to: [] },
}
/** Where the photo was made, by its own word, and where the person says that they are. */
const where = /41\.88|87\.62|Oak Park|bakery|GPS/

let node: TestNode
let told: Told
let home = ''
beforeAll(async () => {
  node = await openTestNode()
  home = await mkdtemp(join(tmpdir(), 'tipthread-until-safe-'))
  told = await tellInArabic(node.deps, { inspected: true, timing: '1' })
  await write('by the bakery', { latitude: 41.88, longitude: -87.62, label: 'Oak Park' })
  // As if it had been offered for a yes before: such a message says the place again.
  await sql`update message set script_key = 'offer'
    where tip_id = ${told.row.id} and direction = 'out'`.execute(node.deps.db)
}, 120_000)
afterAll(async () => {
  await node.close()
  await rm(home, { recursive: true, force: true })
})

async function write(
  text: string,
  place?: { latitude: number; longitude: number; label: string },
): Promise<void> {
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), name: '', raw: text },
    ...{ from: address, to: '+15555550100' },
    content: { type: 'message' as const, text, files: [], ...(place && { place }) },
  }
  await node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at: Date.now() })
}

async function pack(wish: Partial<ExportRequest> = {}) {
  const bag = join(home, randomUUID())
  const tip = await requireTip(node.deps, told.row.code)
  const { files } = await beginParcel(node.deps, tools, tip, { ...plain, ...wish })
  await writeFolder(bag, files)
  const withheld = JSON.parse(await readFile(join(bag, 'data/withheld.json'), 'utf8'))
  return { bag, withheld }
}

/** Every file of a package in one text, but for originals and the fonts and pictures in Base64 of the page. */
async function everythingReadable(bag: string): Promise<string> {
  const entries = await readdir(bag, { recursive: true, withFileTypes: true })
  const files = entries.filter(
    (entry) => entry.isFile() && !/\.(jpg|pdf)$/.test(entry.name) && entry.name !== 'verify.mjs',
  )
  const texts = files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8'))
  return (await Promise.all(texts)).join('\n').replace(/base64,[^)"']+/g, '')
}

test('while it is happening a package tells nobody where, and says what it holds back', async () => {
  const { bag, withheld } = await pack()
  expect(await everythingReadable(bag)).not.toMatch(where)
  expect(await readdir(join(bag, 'data'))).not.toContain('exhibits')
  for (const what of ['file', 'metadata', 'place', 'answer', 'payload']) {
    expect(withheld).toContainEqual(expect.objectContaining({ what, why: 'until_safe' }))
  }
  const { derivatives } = JSON.parse(
    await readFile(join(bag, 'data/derivatives/derivatives.json'), 'utf8'),
  )
  expect(derivatives[0]).toMatchObject({ kind: 'preview', made_from: { path: null } })
  const certificate = await readFile(join(bag, 'data/certificates/fre-902-14.txt'), 'utf8')
  expect(certificate).not.toContain('data/exhibits/')
  expect((await verifyAt(bag)).wrong).toEqual([])
})

test('with a reason the originals leave, and still nothing to be read says where', async () => {
  const { bag } = await pack({ unmasked: true, reason: 'Life in danger' })
  expect(await readdir(join(bag, 'data/exhibits'))).toHaveLength(1)
  expect(await everythingReadable(bag)).not.toMatch(where)
  expect((await verifyAt(bag)).wrong).toEqual([])
})

test('once they are safe all of it is there', async () => {
  await write('أنا بأمان')
  const { bag, withheld } = await pack()
  expect(await readdir(join(bag, 'data/exhibits'))).toHaveLength(1)
  expect(await everythingReadable(bag)).toMatch(/41\.88/)
  expect(JSON.stringify(withheld)).not.toContain('until_safe')
})
