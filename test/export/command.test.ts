import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newRingKey } from '../../src/seal/keys.ts'
import { tipthread } from '../support/commands.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { address, tellInArabic, type Told } from './arabic-tip.ts'
import { faultsOfBag } from './bag.ts'

let node: TestNode
let told: Told
let home = ''
let env: Record<string, string> = {}

beforeAll(async () => {
  const keys = newRingKey('test')
  home = await mkdtemp(join(tmpdir(), 'tipthread-command-'))
  const EVIDENCE_URL = `file://${join(home, 'evidence')}`
  node = await openTestNode({ TIPTHREAD_KEYS: keys, EVIDENCE_URL })
  told = await tellInArabic(node.deps)
  env = { DATABASE_URL: node.database.url, TIPTHREAD_KEYS: keys, DATA_DIR: home, EVIDENCE_URL }
}, 120_000)
afterAll(async () => {
  await node.close()
  await rm(home, { recursive: true, force: true })
})

// Every command is a process of its own.
test('a tip is exported and checked by the commands', { timeout: 120_000 }, async () => {
  const bag = join(home, 'bag')
  const made = await tipthread(['export', told.row.code, '--out', bag, '--json'], env)
  expect(JSON.parse(made.stdout)).toMatchObject({ path: bag })
  expect(await faultsOfBag(bag)).toEqual([])
  const fine = await tipthread(['verify', bag], {})
  expect(fine.stdout).toContain('Nothing is wrong.')
  expect(fine.status).toBe(0)
  await writeFile(join(bag, 'data/withheld.json'), '[]')
  const changed = await tipthread(['verify', bag, '--json'], {})
  expect(JSON.parse(changed.stdout).wrong).toContain(
    'data/withheld.json is not what manifest-sha256.txt says',
  )
  expect(changed.status).toBe(1)
  const again = await tipthread(['export', told.row.code, '--out', bag], env)
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('not empty') })
})

test('who wrote leaves as one encrypted file', { timeout: 120_000 }, async () => {
  const identity = await generateIdentity()
  const asked = ['export', told.row.code, '--out', join(home, 'who'), '--identity']
  const refused = await tipthread(asked, env)
  expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('reason') })
  const to = await identityToRecipient(identity)
  const made = await tipthread([...asked, '--reason', 'Court order 26-1', '--to', to], env)
  expect(made.status).toBe(0)
  const [name = ''] = await readdir(join(home, 'who'))
  expect(name).toMatch(/-identity\.zip\.age$/)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const zip = await decrypter.decrypt(await readFile(join(home, 'who', name)))
  expect(Buffer.from(zip).includes(address)).toBe(true)
})
