import { afterAll, beforeAll, expect, test } from 'vitest'
import { addInvestigator, usePasswordLink } from '../../src/auth/link.ts'
import { signIn } from '../../src/auth/sign-in.ts'
import type { Role } from '../../src/db/schema.ts'
import { nodeApp } from '../../src/node.ts'
import { requireTip } from '../../src/tips/read.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'
import { tipWithFiles } from '../evidence/tip.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('investigator', 'viewer')
})
afterAll(() => desk.node.close())

/** What the ledger says of one kind of thing, oldest first. */
function events(action: string) {
  return desk.node.deps.db
    .selectFrom('event')
    .select(['actor', 'details', 'tip_id', 'thread_id'])
    .where('action', '=', action)
    .orderBy('id')
    .execute()
}

/** The headers of somebody who has signed in, and their id. */
async function signedIn(role: Role) {
  const { deps } = desk.node
  const password = 'a long enough pass phrase'
  const email = `${role}-${Math.random()}@example.org`
  const link = await addInvestigator(deps, { email, name: role, role })
  await usePasswordLink(deps, link.split('/').at(-1) ?? '', password)
  const cookies = await signIn(deps, { email, password, client: undefined })
  const { id } = await deps.db
    .selectFrom('investigator')
    .select('id')
    .where('email', '=', email.toLowerCase())
    .executeTakeFirstOrThrow()
  const Cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ')
  const Origin = deps.config.public_url
  return { actor: `staff:${id}`, headers: { Cookie, Origin } }
}

test('a refusal inside a handler is written down once, with the tip it was about', async () => {
  const { code, thread_id } = await desk.tipOf('Hello')
  const hold = { hold: true, reason: 'a subpoena' }
  expect(await desk.call('investigator', `/tips/${code}`, 'PATCH', hold)).toMatchObject({
    status: 403,
  })
  const tip = await requireTip(desk.node.deps, code)
  const denied = await events('access.denied')
  expect(denied.filter((event) => event.tip_id === tip.id)).toMatchObject([
    { thread_id, details: { method: 'PATCH', path: '/api/v1/tips/:code' } },
  ])
})

test('the same in the console, where a page shows less to some', async () => {
  const { code } = await desk.tipOf('Hello')
  const { actor, headers } = await signedIn('viewer')
  const app = nodeApp(desk.node.deps)
  for (const path of [`/tips/${code}/unseal`, '/ledger', `/tips/${code}/export`]) {
    expect((await app.request(`/console${path}`, { headers })).status).toBe(403)
  }
  const denied = (await events('access.denied')).filter((event) => event.actor === actor)
  expect(denied.map(({ details }) => details)).toMatchObject([
    { path: '/console/tips/:code/unseal' },
    { path: '/console/ledger' },
    { path: '/console/tips/:code/export' },
  ])
  expect(JSON.stringify(denied)).not.toContain(code)
})

test.each(['', '/messages', '/evidence', '/coding', '/events', '/upload-link'])(
  'whoever reads a tip%s by the API has seen the tip',
  async (part) => {
    const { code } = await desk.tipOf('Hello')
    const { id } = await requireTip(desk.node.deps, code)
    await desk.call('viewer', `/tips/${code.toLowerCase()}${part}`)
    const seen = (await events('tip.viewed')).filter(({ tip_id }) => tip_id === id)
    expect(seen).toMatchObject([{ actor: expect.stringMatching(/^staff:/) }])
  },
)

test('so has who reads one of its files, and nobody who found nothing', async () => {
  const { code, evidence_ids } = await tipWithFiles(desk.node.deps, 1)
  const { id } = await requireTip(desk.node.deps, code)
  const before = (await events('tip.viewed')).length
  await desk.call('viewer', '/evidence/00000000-0000-4000-8000-000000000000')
  await desk.call('viewer', '/tips/T-0000-0000/messages')
  await desk.call('viewer', '/tips')
  expect(await events('tip.viewed')).toHaveLength(before)
  await desk.call('viewer', `/evidence/${evidence_ids[0]}`)
  expect((await events('tip.viewed')).at(-1)).toMatchObject({ tip_id: id })
})

test('every page on a tip is a look at it, once in a while', async () => {
  const { code } = await desk.tipOf('Hello')
  const { actor, headers } = await signedIn('viewer')
  for (const part of ['/coding', '', '/coding']) {
    await nodeApp(desk.node.deps).request(`/console/tips/${code}${part}`, { headers })
  }
  const seen = (await events('tip.viewed')).filter((event) => event.actor === actor)
  expect(seen).toHaveLength(1)
})

test('signing out is written down, and only where somebody was signed in', async () => {
  const { actor, headers } = await signedIn('investigator')
  const leave = () =>
    nodeApp(desk.node.deps).request('/console/sign-out', { method: 'POST', headers })
  expect((await leave()).status).toBe(303)
  expect(await events('session.closed')).toMatchObject([{ actor }])
  await leave()
  expect(await events('session.closed')).toHaveLength(1)
})
