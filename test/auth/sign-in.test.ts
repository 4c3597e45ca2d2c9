import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addInvestigator,
  ensureFirstLink,
  linkOwner,
  usePasswordLink,
} from '../../src/auth/link.ts'
import { sessionIdentity } from '../../src/auth/session.ts'
import { type AuthDeps, signIn, signOut } from '../../src/auth/sign-in.ts'
import { readConfig } from '../../src/config.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const password = 'correct horse battery'
let base: TestDatabase
let deps: AuthDeps
let clock = 0

beforeAll(async () => {
  base = await createDatabase()
  deps = {
    db: base.db,
    config: readConfig({ PUBLIC_URL: 'https://tips.example.org' }),
    keys: parseKeyRing(newRingKey('a')),
    now: () => Date.now() + clock,
  }
})
afterAll(() => base.drop())

const tokenOf = (link: string | null) => link?.split('/').at(-1) ?? ''
const cookiesOf = (cookies: string[]) =>
  new Headers({ Cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') })
const enter = (email: string, typed = password, client = '203.0.113.1') =>
  signIn(deps, { email, password: typed, client })

async function join(email: string, role: 'investigator' | 'viewer' = 'investigator') {
  const link = await addInvestigator(deps, { email, name: 'Ana', role })
  await usePasswordLink(deps, tokenOf(link), password)
}

test('the first link is for an administrator, fresh each time, and gone once a password is set', async () => {
  const first = await ensureFirstLink(deps)
  expect(first).toMatch(/^https:\/\/tips\.example\.org\/console\/welcome\/[\w-]{32}$/)
  const second = await ensureFirstLink(deps)
  await expect(usePasswordLink(deps, tokenOf(first), password)).rejects.toMatchObject({
    code: 'not-found',
  })
  const email = (await linkOwner(deps, tokenOf(second))) ?? ''
  await usePasswordLink(deps, tokenOf(second), password)
  expect(await ensureFirstLink(deps)).toBeNull()
  const who = await sessionIdentity(deps, cookiesOf(await enter(email)))
  expect(who).toMatchObject({ role: 'administrator', kind: 'investigator' })
})

test('a link works once, also for ten at the same moment', async () => {
  const link = await addInvestigator(deps, { email: 'Bo@x.org', name: 'Bo', role: 'viewer' })
  const uses = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => usePasswordLink(deps, tokenOf(link), `${password} ${n}`)),
  )
  expect(uses.filter((use) => use.status === 'fulfilled')).toHaveLength(1)
  expect(await linkOwner(deps, tokenOf(link))).toBeUndefined()
})

test('a link expires, and a weak password does not use it up', async () => {
  const link = tokenOf(await addInvestigator(deps, { email: 'c@x.org', name: 'C', role: 'viewer' }))
  await expect(usePasswordLink(deps, link, 'short')).rejects.toMatchObject({ code: 'bad-request' })
  expect(await linkOwner(deps, link)).toBe('c@x.org')
  clock = 49 * 3_600_000
  expect(await linkOwner(deps, link)).toBeUndefined()
  await expect(usePasswordLink(deps, link, password)).rejects.toMatchObject({ code: 'not-found' })
  clock = 0
})

test('neither the token of a link nor the address of a client stands in the database', async () => {
  const link = await addInvestigator(deps, { email: 'd@x.org', name: 'D', role: 'viewer' })
  await enter('d@x.org', password, '203.0.113.77').catch(() => undefined)
  const links = await base.db.selectFrom('investigator_verification').selectAll().execute()
  const counts = await base.db.selectFrom('rate_limit').selectAll().execute()
  expect(links.length * counts.length).toBeGreaterThan(0)
  expect(JSON.stringify([links, counts])).not.toMatch(
    new RegExp(`${tokenOf(link)}|203\\.0\\.113|d@x\\.org`),
  )
})

test('the cookie is HttpOnly, Lax, for the console only, and Secure outside localhost', async () => {
  await join('e@x.org')
  const [cookie] = await enter('E@x.org')
  expect(cookie).toMatch(/^__Secure-tipthread\.session_token=/)
  for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/console']) {
    expect(cookie).toContain(flag)
  }
  const local = { ...deps, db: deps.db.withTables(), config: readConfig({}) }
  const [plain] = await signIn(local, { email: 'e@x.org', password, client: undefined })
  expect(plain).toMatch(/^tipthread\.session_token=/)
  expect(plain).not.toContain('Secure')
})

test('a wrong password and an unknown address are told apart by nothing', async () => {
  await join('f@x.org')
  await expect(enter('f@x.org', 'wrong password!')).rejects.toMatchObject({ code: 'not-signed-in' })
  await expect(enter('nobody@x.org')).rejects.toMatchObject({ code: 'not-signed-in' })
})

test('ten wrong passwords close an account to the right one, from anywhere, for a while', async () => {
  await join('g@x.org')
  for (let n = 0; n < 10; n++) {
    await expect(enter('g@x.org', 'wrong password!', `198.51.100.${n}`)).rejects.toMatchObject({
      code: 'not-signed-in',
    })
  }
  await expect(enter('g@x.org', password, '192.0.2.1')).rejects.toMatchObject({
    code: 'too-many-requests',
  })
  clock = 11 * 60_000
  expect(await enter('g@x.org')).not.toEqual([])
  clock = 0
})

test('one client cannot try many accounts', async () => {
  const tries = Array.from({ length: 51 }, (_, n) => enter(`h${n}@x.org`, password, '192.0.2.9'))
  const codes = (await Promise.allSettled(tries)).map(
    (one) => one.status === 'rejected' && (one.reason as { code: string }).code,
  )
  expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(1)
})

test('signing out, a new password and a changed role count at once', async () => {
  await join('i@x.org')
  const gone = cookiesOf(await enter('i@x.org'))
  expect(await sessionIdentity(deps, gone)).toMatchObject({ role: 'investigator' })
  await signOut(deps, gone)
  expect(await sessionIdentity(deps, gone)).toBeUndefined()

  const kept = cookiesOf(await enter('i@x.org'))
  const link = await addInvestigator(deps, { email: 'i@x.org', name: 'I', role: 'viewer' })
  expect(await sessionIdentity(deps, kept)).toMatchObject({ role: 'viewer' })
  await usePasswordLink(deps, tokenOf(link), `${password} 2`)
  expect(await sessionIdentity(deps, kept)).toBeUndefined()
  await expect(enter('i@x.org')).rejects.toMatchObject({ code: 'not-signed-in' })
})

test('a forged or unsigned session is nobody', async () => {
  await join('j@x.org')
  await enter('j@x.org')
  const row = await base.db
    .selectFrom('investigator_session')
    .select('token')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  for (const value of [row.token, `${row.token}.AAAA`]) {
    const Cookie = `__Secure-tipthread.session_token=${value}`
    expect(await sessionIdentity(deps, new Headers({ Cookie }))).toBeUndefined()
  }
})
