import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InboundContent } from '../../src/channels/channel.ts'
import { openDataKey } from '../../src/seal/keys.ts'
import { openJson } from '../../src/seal/seal.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('investigator', 'viewer')
})
afterAll(() => desk.node.close())

const secret = 'They took my neighbor this morning, his SSN is 123-45-6789 and he is undocumented'
const shown =
  'They took my neighbor this morning, his SSN is [hidden: ssn] and he is [hidden: status]'

function arrive(from: string, content: InboundContent) {
  return desk.node.deps.turns.advance({
    ...{ from: 'outside', line: 'main', at: Date.now() },
    inbound: {
      ...{ channel: 'telegram', provider_id: randomUUID(), provider_ref: 'r1' },
      ...{ from, to: 'bot', raw: '', content },
    },
  })
}

const write = (from: string, text: string) => arrive(from, { type: 'message', text, files: [] })

function eventsOf(thread_id: string, action: string) {
  return desk.node.deps.db
    .selectFrom('event')
    .selectAll()
    .where('thread_id', '=', thread_id)
    .where('action', '=', action)
    .execute()
}

async function readerOf(thread_id: string) {
  const { code } = await desk.node.deps.db
    .selectFrom('tip')
    .select('code')
    .where('thread_id', '=', thread_id)
    .executeTakeFirstOrThrow()
  const messages = () => desk.call('viewer', `/tips/${code}/messages`)
  return { code, messages, tip: () => desk.call('viewer', `/tips/${code}`) }
}

test('no answer of the API shows what is masked: not the message, an edit of it, or the account', async () => {
  const { thread_id } = await write('701', secret)
  await arrive('701', { type: 'edit', text: 'his a number is 200 123 456, ok' })
  const { messages, tip } = await readerOf(thread_id)
  const [message] = (await messages()).json.items
  expect(message).toMatchObject({ text: shown })
  expect(message.hidden.map(({ kind }: { kind: string }) => kind)).toEqual(['ssn', 'status'])
  expect(message.edits).toMatchObject([{ text: 'his a number is [hidden: a_number], ok' }])
  const { json } = await tip()
  expect(json.answers.account.value).toBe(shown)
  expect(JSON.stringify(json)).not.toMatch(/123-45|undocumented/)
})

test('with a reason a role that may sees it, and the reason is kept sealed', async () => {
  const { thread_id, message_id } = await write('702', secret)
  const { code } = await readerOf(thread_id)
  const path = `/tips/${code}/messages/${message_id}/unmask`
  const opened = await desk.call('investigator', path, 'POST', { reason: 'to call the family' })
  expect(opened).toMatchObject({ status: 200, json: { text: secret, hidden: [] } })
  const [event] = await eventsOf(thread_id, 'words.unmasked')
  expect(event).toMatchObject({ details: { of: message_id }, actor: /^staff:/ })
  expect(JSON.stringify(event)).not.toContain('family')
  const { db, keys } = desk.node.deps
  const { key } = await db
    .selectFrom('thread')
    .select('key')
    .where('id', '=', thread_id)
    .executeTakeFirstOrThrow()
  const sealed = Buffer.from(String((event?.details as { reason?: string }).reason), 'base64')
  expect(openJson(openDataKey(keys, key!), `reason:${message_id}`, sealed)).toEqual({
    reason: 'to call the family',
  })
})

test('without a reason nothing is opened; another role is refused, and that is written down', async () => {
  const { thread_id, message_id } = await write('703', secret)
  const { code } = await readerOf(thread_id)
  const path = `/tips/${code}/messages/${message_id}/unmask`
  expect((await desk.call('investigator', path, 'POST', { reason: ' ' })).status).toBe(400)
  const refused = await desk.call('viewer', path, 'POST', { reason: 'I want to' })
  expect(refused.status).toBe(403)
  expect(JSON.stringify(refused.json)).not.toContain('6789')
  expect(await eventsOf(thread_id, 'words.unmasked')).toEqual([])
  expect(await eventsOf(thread_id, 'access.denied')).toMatchObject([
    { details: { action: 'words.unmasked', of: message_id } },
  ])
  const elsewhere = await write('704', secret)
  const other = `/tips/${code}/messages/${elsewhere.message_id}/unmask`
  expect((await desk.call('investigator', other, 'POST', { reason: 'a look' })).status).toBe(404)
})

test('the address behind a tip is told to who may, with a reason, and not once it was taken back', async () => {
  const { thread_id } = await write('705', secret)
  const { code } = await readerOf(thread_id)
  const path = `/tips/${code}/unseal`
  const body = { reason: 'a subpoena' }
  expect((await desk.call('viewer', path, 'POST', body)).status).toBe(403)
  const { json } = await desk.call('investigator', path, 'POST', body)
  expect(json).toEqual({ address: '705', to: 'bot', name: null })
  expect(await eventsOf(thread_id, 'identity.unsealed')).toHaveLength(1)
  await write('705', 'DELETE')
  await write('705', '1')
  expect((await desk.call('investigator', path, 'POST', body)).status).toBe(409)
})

test('while it is happening nobody is shown where, not even with a reason; then all is there', async () => {
  const { thread_id, message_id } = await write('706', 'They are here')
  await write('706', '1')
  const place = { latitude: 41.88, longitude: -87.62, label: 'Oak Park' }
  await arrive('706', { type: 'message', text: 'by the bakery', files: [], place })
  const { messages, tip, code } = await readerOf(thread_id)
  const where = /41\.88|87\.62|Oak Park|bakery/
  expect((await tip()).json.flags).toEqual(['happening_now'])
  expect((await tip()).json.answers.place).toMatchObject({ state: 'answered', until_safe: true })
  expect((await messages()).json.items.at(-1)).toMatchObject({ place: null, until_safe: true })
  const unmask = `/tips/${code}/messages/${message_id}/unmask`
  const reads = [await tip(), await messages(), await desk.call('viewer', '/tips')]
  reads.push(await desk.call('investigator', unmask, 'POST', { reason: 'a look' }))
  for (const { json } of reads) expect(JSON.stringify(json)).not.toMatch(where)
  await write('706', 'SAFE')
  expect((await tip()).json.answers.place.value).toMatchObject({ latitude: 41.88 })
  expect(JSON.stringify((await messages()).json)).toContain('by the bakery')
})
