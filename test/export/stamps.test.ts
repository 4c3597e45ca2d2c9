import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginParcel } from '../../src/export/package.ts'
import { stampCheckpoints } from '../../src/ledger/stamp/stamp.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { tools } from '../../src/workshop/exporter.ts'
import { verifyAt } from '../../src/workshop/verify-package.ts'
import { writeFolder } from '../../src/workshop/write-folder.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { type Authority, startAuthority } from '../support/tsa.ts'
import { tellInArabic } from './arabic-tip.ts'

let node: TestNode
let authority: Authority
let home = ''

beforeAll(async () => {
  authority = await startAuthority()
  node = await openTestNode({ TSA_URLS: authority.url })
  home = await mkdtemp(join(tmpdir(), 'tipthread-stamps-'))
}, 120_000)
afterAll(async () => {
  await node.close()
  await authority.close()
  await rm(home, { recursive: true, force: true })
})

test('a time stamp leaves with what it covers, and one of something else is found', async () => {
  const { row } = await tellInArabic(node.deps)
  await sealEvents(node.deps)
  await stampCheckpoints(node.deps)
  const bag = join(home, 'bag')
  const { files } = await beginParcel(node.deps, tools, row, {
    ...{ by: 'command', language: 'es', identity: false, unmasked: false, to: [] },
  })
  await writeFolder(bag, files)
  const { checked, wrong } = await verifyAt(bag)
  expect(wrong).toEqual([])
  expect(checked.at(-1)).toMatch(/^1 time stamps cover \d+ of \d+ events/)
  const note = await readFile(join(bag, 'data/proofs/stamped-checkpoint.txt'), 'utf8')
  const response = await readFile(join(bag, 'data/proofs/1.tsr'))
  expect(await authority.accepts(note, response)).toBe(true)
  await writeFile(join(bag, 'data/proofs/1.tsr'), response.subarray(0, 20))
  expect((await verifyAt(bag)).wrong.join('\n')).toContain('is of something else')
})
