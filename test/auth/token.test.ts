import { afterAll, beforeAll, expect, test } from 'vitest'
import { mayWrite, roles } from '../../src/auth/roles.ts'
import { addToken, tokenIdentity } from '../../src/auth/token.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let base: TestDatabase
let clock = Date.parse('2026-11-24T00:00:00Z')
const waiting: Promise<unknown>[] = []
const deps = () => ({
  db: base.db,
  now: () => clock,
  later: (work: Promise<unknown>) => void waiting.push(work),
})

beforeAll(async () => {
  base = await createDatabase()
})
afterAll(() => base.drop())

test('a token is known by its hash alone', async () => {
  const token = await addToken(deps(), { name: 'case system', role: 'investigator' })
  expect(token).toMatch(/^tip_[\w-]{43}$/)
  expect(await tokenIdentity(deps(), token)).toMatchObject({
    name: 'case system',
    role: 'investigator',
    kind: 'token',
  })
  expect(await tokenIdentity(deps(), `${token}x`)).toBeUndefined()
  const rows = await base.db.selectFrom('api_token').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(token.slice(4))
  expect(rows[0]?.hash).toHaveLength(32)
})

test('a name is given once', async () => {
  await addToken(deps(), { name: 'twice', role: 'viewer' })
  await expect(addToken(deps(), { name: 'twice', role: 'viewer' })).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('its last use is written at most once a minute', async () => {
  const token = await addToken(deps(), { name: 'busy', role: 'viewer' })
  waiting.length = 0
  const use = async () => {
    await tokenIdentity(deps(), token)
    await Promise.all(waiting)
  }
  await use()
  await use()
  expect(waiting).toHaveLength(1)
  clock += 60_000
  await use()
  expect(waiting).toHaveLength(2)
})

test('only viewers and auditors may not write', () => {
  expect(roles.filter((role) => !mayWrite(role))).toEqual(['viewer', 'auditor'])
})
