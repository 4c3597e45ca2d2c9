import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describe, verify } from '../../src/commands/verify.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { latestCheckpoint } from '../../src/ledger/store.ts'
import { streamOf, tipWithFiles } from '../evidence/tip.ts'
import { tipthread } from '../support/commands.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
let ids: string[]
beforeAll(async () => {
  node = await openTestNode()
  ids = (await tipWithFiles(node.deps, 3)).evidence_ids
  for (const [n, id] of ids.entries()) {
    const bytes = Buffer.from(`what somebody sent ${n} `.repeat(9_000))
    await keepFile(node.deps, id, streamOf(bytes), { copy_grade: 'unknown', most: 1_000_000 })
  }
})
afterAll(() => node.close())

async function run(given: Partial<Parameters<typeof verify.run>[1]> = {}) {
  const outcome = JSON.parse(await verify.run(node, { kept: [], signers: [], ...given }))
  const found = outcome.findings.list.map(
    ({ code, subject }: { code: string; subject: string }) => {
      return `${code}: ${subject}`
    },
  )
  return { ...outcome, found }
}

/** Where the bytes of a file lie. */
async function pathOf(id: string): Promise<string> {
  const { object } = await node.deps.db
    .selectFrom('evidence')
    .select('object')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const folder = node.deps.config.data_dir
  const files = await readdir(folder, { recursive: true })
  return join(folder, files.find((file) => object && file.endsWith(object.slice(-40))) ?? '')
}

test('what nobody touched is as the ledger says, and the check is an event of its own', async () => {
  expect(await run()).toMatchObject({ found: [], files: { files: 3, checked: 3 } })
  expect(await run({ sample: 2 })).toMatchObject({ files: { files: 3, checked: 2 } })
  const events = await node.deps.db
    .selectFrom('event')
    .select('details')
    .where('action', '=', 'fixity.checked')
    .execute()
  expect(events.map(({ details }) => details)).toMatchObject([
    { files: 3, wrong: 0 },
    { files: 2, wrong: 0 },
  ])
})

test('the outcome is told in words, and so is what the ledger does not cover', async () => {
  const { found: _, ...outcome } = await run()
  expect(describe(outcome)).toContain('Nothing is wrong.')
  expect(describe(outcome)).not.toContain('NOT COVERED')
  const older = { ...outcome, rows: { ...outcome.rows, older: ['message 1', 'answer 2'] } }
  expect(describe(older)).toContain('NOT COVERED: 2 rows of the database')
  expect(describe(older)).toContain('message 1, answer 2')
})

test('one byte of any file, anywhere in it, is found and named', async () => {
  for (const [n, id] of ids.entries()) {
    const path = await pathOf(id)
    const bytes = await readFile(path)
    const at = [0, bytes.length >> 1, bytes.length - 1][n] ?? 0
    const flipped = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte))
    await writeFile(path, flipped)
    expect((await run({ all: true })).found).toEqual([`file-changed: file ${id}`])
    await writeFile(path, bytes)
  }
  expect((await run({ all: true })).found).toEqual([])
})

test('a file that is gone, and two in each other’s place', async () => {
  const [one = '', other = ''] = ids
  const [path, theirs] = [await pathOf(one), await pathOf(other)]
  const [bytes, others] = [await readFile(path), await readFile(theirs)]
  await rm(path)
  expect((await run({ all: true })).found).toEqual([`file-gone: file ${one}`])
  await writeFile(path, others)
  await writeFile(theirs, bytes)
  const swapped = [`file-changed: file ${one}`, `file-changed: file ${other}`]
  expect((await run({ all: true })).found.toSorted()).toEqual(swapped.toSorted())
  await writeFile(path, bytes)
  await writeFile(theirs, others)
})

test('a checkpoint that was kept elsewhere holds, and a foreign one does not', async () => {
  const kept = await latestCheckpoint(node.deps.db)
  expect((await run({ kept: [kept?.note ?? ''] })).found).toEqual([])
  expect((await run({ kept: ['tips.example.org/ledger\n1\nx\n'] })).found).toEqual([
    'checkpoint-unsigned: kept checkpoint 1',
  ])
})

test('what is no verifier key is wrong usage, said in one line', async () => {
  const refused = await tipthread(['verify', '--signer', 'nobody'], {
    DATA_DIR: node.deps.config.data_dir,
  })
  expect(refused).toMatchObject({ status: 2, stdout: '' })
  expect(refused.stderr.trim()).toMatch(/^error: .*'nobody'.* a verifier key[^\n]*$/)
})

test('a forged place that stops all sealing is found and named all the same', async () => {
  const { db } = node.deps
  const hash = new Uint8Array(32)
  const seq = 2 ** 50
  const forged = { seq, event_id: seq, event_hash: hash, leaf_hash: hash }
  await db.insertInto('ledger_leaf').values(forged).execute()
  expect((await run()).found).toEqual([
    `event-removed: event ${seq}`,
    expect.stringMatching(/^place-empty: places \d+-1125899906842623$/),
    `place-uncovered: place ${seq}`,
    'sealing-failed: sealing',
  ])
})
