import { afterAll, beforeAll, expect, test } from 'vitest'
import { addInvestigator, usePasswordLink } from '../../src/auth/link.ts'
import { signIn } from '../../src/auth/sign-in.ts'
import { flushDenials } from '../../src/ledger/denials.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { verifyLedger } from '../../src/ledger/verify/verify.ts'
import { nodeApp } from '../../src/node.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { recordDelivery } from '../../src/threads/deliver.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('investigator', 'viewer')
})
afterAll(() => desk.node.close())

/** What the ledger says of one kind of thing, oldest first. */
function events(action: string) {
  return desk.node.deps.db
    .selectFrom('event')
    .select(['actor', 'details', 'tip_id'])
    .where('action', '=', action)
    .orderBy('id')
    .execute()
}

test('a look at a tip is one event in ten minutes for each of the staff', async () => {
  const { code } = await desk.tipOf('Hello')
  for (const role of ['viewer', 'viewer', 'investigator', 'viewer'] as const) {
    await desk.call(role, `/tips/${code}`)
  }
  expect(await events('tip.viewed')).toHaveLength(2)
})

test('who may not write is refused, and it is told', async () => {
  const { code } = await desk.tipOf('Hello')
  expect(await desk.call('viewer', `/tips/${code}`, 'PATCH', { status: 'open' })).toMatchObject({
    status: 403,
  })
  expect(await events('access.denied')).toMatchObject([
    { actor: expect.stringMatching(/^staff:/), details: { method: 'PATCH' } },
  ])
  expect(JSON.stringify(await events('access.denied'))).not.toContain(code)
})

test('a decision is told in codes; tags are words and only counted', async () => {
  const { code } = await desk.tipOf('Hello')
  const changes = { status: 'open', tags: ['my cousin Ana'] }
  await desk.call('investigator', `/tips/${code}`, 'PATCH', changes)
  const [changed] = await events('tip.changed')
  expect(changed).toMatchObject({ details: { status: 'open', tags: 1 } })
})

test('what was sent, delivered or refused is told with the provider’s code', async () => {
  const { code } = await desk.tipOf('Hello')
  const asked = await desk.call('investigator', `/tips/${code}/messages`, 'POST', { text: 'When?' })
  const message_id = asked.json.id
  const report = { message_id, provider_id: 'SM1' }
  await recordDelivery(desk.node.deps, { ...report, status: 'sent' })
  await recordDelivery(desk.node.deps, { ...report, status: 'sent' })
  await recordDelivery(desk.node.deps, { ...report, status: 'failed', code: '30003' })
  expect((await events('message.sent')).map(({ details }) => details)).toEqual([
    { message_id, status: 'sent' },
  ])
  expect(await events('message.failed')).toMatchObject([
    { actor: 'provider', details: { message_id, status: 'failed', code: '30003' } },
  ])
})

test('a flood of forged webhooks is two events a minute apart', async () => {
  const { deps } = desk.node
  const forge = () =>
    nodeApp(deps).request('/webhooks/twilio/message', { method: 'POST', body: 'From=x' })
  for (let n = 0; n < 30; n++) expect((await forge()).status).toBe(403)
  await flushDenials(deps)
  await expect
    .poll(async () => (await events('webhook.denied')).map(({ details }) => details))
    .toEqual([{ door: 'twilio', count: 1 }])
  await flushDenials({ ...deps, now: () => Date.now() + 61_000 })
  expect((await events('webhook.denied')).map(({ details }) => details)).toEqual([
    { door: 'twilio', count: 1 },
    { door: 'twilio', count: 29 },
  ])
})

test('signing in is told, and so is a refusal, by a hash of the account', async () => {
  const { deps } = desk.node
  const email = 'ana@example.org'
  const link = await addInvestigator(deps, { email, name: 'Ana', role: 'supervisor' })
  await usePasswordLink(deps, link.split('/').at(-1) ?? '', 'correct horse battery')
  const come = (password: string) => signIn(deps, { email, password, client: undefined })
  await come('correct horse battery')
  await expect(come('wrong horse battery')).rejects.toThrow()
  expect(await events('session.opened')).toMatchObject([
    { actor: expect.stringMatching(/^staff:/) },
  ])
  const [refused] = await events('session.refused')
  expect(refused).toMatchObject({ details: { account: expect.stringMatching(/^[0-9a-f]{16}$/) } })
  expect(await events('config.changed')).toContainEqual(
    expect.objectContaining({
      actor: 'command',
      details: expect.objectContaining({ what: 'user', role: 'supervisor' }),
    }),
  )
})

test('another first key is told by the next checkpoint, and the old signatures still count', async () => {
  const { deps } = desk.node
  await sealEvents(deps)
  const keys = parseKeyRing(newRingKey('next'))
  await desk.tipOf('Hello')
  await sealEvents({ ...deps, keys })
  const [rotated] = await events('key.rotated')
  const signer = expect.stringContaining('tips.example.org/ledger+')
  expect(rotated?.details).toEqual({ signer, before: signer })
  await sealEvents({ ...deps, keys })
  const { findings } = await verifyLedger(deps.db, { keys })
  expect(findings.list.filter(({ code }) => code.startsWith('checkpoint-'))).toEqual([])
})
