import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addToken } from '../../src/auth/token.ts'
import type { Role } from '../../src/db/schema.ts'
import { nodeApp } from '../../src/node.ts'
import { verifyAt } from '../../src/workshop/verify-package.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { address, number, tellInArabic, type Told } from './arabic-tip.ts'
import { faultsOfBag } from './bag.ts'
import { unzip } from './unzip.ts'

let node: TestNode
let told: Told
let home = ''
const tokens = new Map<Role, string>()

beforeAll(async () => {
  node = await openTestNode()
  home = await mkdtemp(join(tmpdir(), 'tipthread-doors-'))
  told = await tellInArabic(node.deps)
  for (const role of ['investigator', 'viewer'] as const) {
    tokens.set(role, await addToken(node.deps, { name: `${role}s`, role }))
  }
}, 120_000)
afterAll(async () => {
  await node.close()
  await rm(home, { recursive: true, force: true })
})

async function ask(role: Role, wish?: object, query = ''): Promise<Response> {
  return nodeApp(node.deps).request(`/api/v1/tips/${told.row.code}/export${query}`, {
    method: wish ? 'POST' : 'GET',
    headers: {
      Authorization: `Bearer ${tokens.get(role)}`,
      'Content-Type': 'application/json',
    },
    ...(wish && { body: JSON.stringify(wish) }),
  })
}

async function save(bytes: Uint8Array, name: string): Promise<string> {
  const path = join(home, name)
  await writeFile(path, bytes)
  return path
}

/** A file of a zip by the end of its name. */
async function find(zip: string, ending: string): Promise<string> {
  const folder = await mkdtemp(join(home, 'unpacked-'))
  const names = await unzip(zip, folder)
  return readFile(join(folder, names.find((one) => one.endsWith(ending)) ?? ''), 'utf8')
}

test('the package comes as one zip of one folder, whole', async () => {
  const response = await ask('investigator')
  expect(response.status).toBe(200)
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const [, name = ''] = /filename="(.+)\.zip"/.exec(disposition) ?? []
  expect(name).toContain(told.row.code)
  const path = await save(await response.bytes(), 'one.zip')
  expect(await verifyAt(path)).toMatchObject({ wrong: [] })
  await unzip(path, join(home, 'one'))
  expect(await readdir(join(home, 'one'))).toEqual([name])
  expect(await faultsOfBag(join(home, 'one', name))).toEqual([])
})

test('encrypted, only whoever has the key opens it', async () => {
  const identity = await generateIdentity()
  const to = [await identityToRecipient(identity)]
  const reason = 'Court order 26-1'
  const response = await ask('investigator', { identity: true, reason, to })
  expect(response.headers.get('Content-Disposition')).toContain('-identity.zip.age"')
  const sealed = await response.bytes()
  expect(Buffer.from(sealed).includes(address.slice(1))).toBe(false)
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const path = await save(await decrypter.decrypt(sealed), 'identity.zip')
  expect(await verifyAt(path)).toMatchObject({ wrong: [] })
  const contact = await find(path, '/contact.json')
  expect(JSON.parse(contact).address).toBe(address)
  const events = await node.deps.db.selectFrom('event').select('action').execute()
  expect(events.map(({ action }) => action)).toContain('identity.unsealed')
})

test('hidden words come with a reason only', async () => {
  expect((await ask('investigator', { unmasked: true })).status).toBe(400)
  const response = await ask('investigator', { unmasked: true, reason: 'a subpoena' })
  const path = await save(await response.bytes(), 'unmasked.zip')
  expect(await find(path, '/original.ar.txt')).toContain(number)
})

test('who only reads is refused, and nothing leaves', async () => {
  expect((await ask('viewer')).status).toBe(403)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from event
    where action = 'access.denied'`.execute(node.deps.db)
  expect(rows[0]?.n).toBeGreaterThan(0)
})

test('a server without a typesetter says who can', async () => {
  const { exporter: _, ...deps } = node.deps
  const path = `/api/v1/tips/${told.row.code}/export`
  const headers = { Authorization: `Bearer ${tokens.get('investigator')}` }
  const response = await nodeApp(deps).request(path, { headers })
  expect(response.status).toBe(501)
  expect(await response.json()).toMatchObject({ code: 'not-here' })
})

test('what is no package, or none that can be read, is said so', async () => {
  await expect(verifyAt(join(home, 'nothing'))).rejects.toThrow('is not there')
  await expect(verifyAt(await save(Buffer.from('PK?'), 'no.zip'))).rejects.toThrow('no zip file')
  await expect(verifyAt(await save(Buffer.from('age'), 'a.zip.age'))).rejects.toThrow('encrypted')
  await expect(verifyAt(tmpdir())).rejects.toThrow('is no package')
})
