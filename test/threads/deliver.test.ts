import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeApp } from '../../src/node.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { recordDelivery, sendMessage } from '../../src/threads/deliver.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { openPlayground, type Playground } from '../simulator/playground.ts'
import { twilioRequest } from '../support/twilio-request.ts'
import { readThread } from '../support/read-thread.ts'

let playground: Playground
beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

let counter = 0
/** A person who has said hello, and a follow-up to them that waits to be sent. */
async function waiting() {
  const { twilio, node } = playground
  const from = `+1555555${String(6000 + counter++)}`
  twilio.send(from, { text: 'Hello' })
  await twilio.settled()
  const { thread_id } = await node.deps.db
    .selectFrom('tip')
    .select('thread_id')
    .orderBy('active_at', 'desc')
    .executeTakeFirstOrThrow()
  const { tips } = await readThread(node.deps, thread_id)
  const followUp = { tip_id: tips[0]?.id ?? '', text: 'What time was that?', sent_by: 'inv' }
  const { message_id } = await sendFollowUp(node.deps, followUp)
  return { from, thread_id, message_id }
}

async function stateOf(message_id: string) {
  return playground.node.deps.db
    .selectFrom('message')
    .select(['status', 'error_code', 'provider_id'])
    .where('id', '=', message_id)
    .executeTakeFirstOrThrow()
}

const textsTo = (from: string) =>
  playground.twilio.phones.at(from).messages.filter(({ text }) => text === 'What time was that?')

test('a follow-up reaches the phone once, and its delivery is shown', async () => {
  const { from, message_id } = await waiting()
  expect(await stateOf(message_id)).toMatchObject({ status: 'queued' })
  const { deps } = playground.node
  await Promise.all([1, 2, 3].map(() => sendMessage(deps, message_id)))
  await playground.twilio.settled()
  expect(textsTo(from)).toHaveLength(1)
  const state = await stateOf(message_id)
  expect(state).toMatchObject({ status: 'delivered', error_code: null })
  expect(state.provider_id).toMatch(/^SM/)
})

test('a refusal that may pass is queued again and fails the job, so that it is repeated', async () => {
  const { from, message_id } = await waiting()
  const { deps } = playground.node
  const busy = { code: 20429, message: 'Too Many Requests', status: 429 }
  playground.twilio.refuseNext(Response.json(busy, { status: 429 }))
  await expect(sendMessage(deps, message_id)).rejects.toMatchObject({ retryable: true })
  expect(await stateOf(message_id)).toMatchObject({ status: 'queued' })
  await sendMessage(deps, message_id)
  await playground.twilio.settled()
  expect(textsTo(from)).toHaveLength(1)
})

test('a refusal that names a time is tried again then, not before, and fewer times', async () => {
  const { deps, queue } = playground.node
  await queue.drain(deps)
  const { message_id } = await waiting()
  const busy = { code: 20429, message: 'Too Many Requests', status: 429 }
  const headers = { 'retry-after': '900' }
  playground.twilio.refuseNext(Response.json(busy, { status: 429, headers }))
  await queue.drain(deps)
  expect(await stateOf(message_id)).toMatchObject({ status: 'queued', error_code: '20429' })
  const { rows } = await sql`select retry_limit - retry_count as left,
      start_after >= created_on + interval '899 seconds' as waits from pgboss.job
    where data->>'message_id' = ${message_id} and state in ('created', 'retry')`.execute(deps.db)
  expect(rows).toEqual([{ left: 39, waits: true }])
})

test('an answer that never came leaves the message unknown, and it is not sent again', async () => {
  const { from, message_id } = await waiting()
  const { deps } = playground.node
  playground.twilio.refuseNext(new Response('gone', { status: 502 }))
  await sendMessage(deps, message_id)
  expect(await stateOf(message_id)).toMatchObject({ status: 'unknown' })
  await sendMessage(deps, message_id)
  expect(textsTo(from)).toHaveLength(0)
  await recordDelivery(deps, { message_id, provider_id: 'SMlate', status: 'delivered' })
  expect(await stateOf(message_id)).toMatchObject({ status: 'delivered', provider_id: 'SMlate' })
})

test('a report that the provider has it in its queue never makes us send it again', async () => {
  const { from, message_id } = await waiting()
  const { deps } = playground.node
  playground.twilio.refuseNext(new Response('gone', { status: 502 }))
  await sendMessage(deps, message_id)
  const form = { MessageSid: 'SMtaken', MessageStatus: 'queued', SmsStatus: 'queued' }
  const path = `/webhooks/twilio/status?message=${message_id}`
  expect((await nodeApp(deps).request(twilioRequest(form, path))).ok).toBe(true)
  expect(await stateOf(message_id)).toMatchObject({ status: 'sent', provider_id: 'SMtaken' })
  await sendMessage(deps, message_id)
  expect(textsTo(from)).toHaveLength(0)
})

test('an opted-out person: failed with the reason, and no later message is tried', async () => {
  const { thread_id, message_id } = await waiting()
  const { deps } = playground.node
  const stopped = { code: 21610, message: 'unsubscribed recipient', status: 400 }
  playground.twilio.refuseNext(Response.json(stopped, { status: 400 }))
  await sendMessage(deps, message_id)
  expect(await stateOf(message_id)).toMatchObject({ status: 'failed', error_code: '21610' })
  const { contact, tips } = await readThread(deps, thread_id)
  expect(contact.reach).toBe('opted_out')
  const again = { tip_id: tips[0]?.id ?? '', text: 'Again?', sent_by: 'inv' }
  await expect(sendFollowUp(deps, again)).rejects.toMatchObject({ code: 'cannot-reach' })
})

test('delivery reports in any order only move a message forward', async () => {
  const { message_id } = await waiting()
  const { deps } = playground.node
  const report = (status: 'sent' | 'delivered' | 'failed') =>
    recordDelivery(deps, { message_id, provider_id: 'SMorder', status })
  await report('delivered')
  await report('sent')
  await report('failed')
  expect(await stateOf(message_id)).toMatchObject({ status: 'delivered', error_code: null })
  await recordDelivery(deps, { provider_id: 'SMnobody', status: 'delivered' })
})

test('what cannot be opened has not left, and waits for the key', async () => {
  const { message_id } = await waiting()
  const { deps } = playground.node
  const keys = parseKeyRing(newRingKey('another'))
  await expect(sendMessage({ ...deps, keys }, message_id)).rejects.toThrow('lacks the key')
  expect(await stateOf(message_id)).toMatchObject({ status: 'queued' })
})

test('a report is kept with what it says of the person, or is repeated', async () => {
  const { thread_id, message_id } = await waiting()
  const { deps } = playground.node
  const reachOf = async () => (await readThread(deps, thread_id)).contact.reach
  const report = () =>
    recordDelivery(deps, {
      ...{ message_id, provider_id: 'SMstop', status: 'failed', code: '21610' },
      reach: 'opted_out',
    })
  await sql`create function away() returns trigger language plpgsql as $$
    begin raise exception 'away' using errcode = 'admin_shutdown'; end $$`.execute(deps.db)
  await sql`create trigger away before update on contact execute function away()`.execute(deps.db)
  await expect(report()).rejects.toThrow('away')
  await sql`drop function away cascade`.execute(deps.db)
  await report()
  expect(await reachOf()).toBe('opted_out')
})

test('what was refused until nobody tries any more is shown as failed, not as waiting', async () => {
  const { deps, queue } = playground.node
  await queue.drain(deps)
  const { message_id } = await waiting()
  await sql`update pgboss.job set retry_limit = 0
    where data->>'message_id' = ${message_id}`.execute(deps.db)
  const busy = { code: 20429, message: 'Too Many Requests', status: 429 }
  playground.twilio.refuseNext(Response.json(busy, { status: 429 }))
  await queue.drain(deps)
  expect(await stateOf(message_id)).toMatchObject({ status: 'failed', error_code: '20429' })
})

test('a report that meets a server under way to start is brought again', async () => {
  let away = 0
  const ground = await openPlayground(async (request, { deps }) => {
    const isReport = new URL(request.url).pathname.endsWith('/status')
    if (isReport && away++ < 3) return new Response(null, { status: 503 })
    return nodeApp(deps).request(request)
  })
  ground.twilio.send('+15555555999', { text: 'Hello' })
  await ground.twilio.settled()
  const reply = await ground.node.deps.db
    .selectFrom('message')
    .selectAll()
    .where('direction', '=', 'out')
    .executeTakeFirstOrThrow()
  expect(reply).toMatchObject({ status: 'delivered', provider_id: expect.stringMatching(/^SM/) })
  expect(ground.twilio.answers.filter(({ status }) => status === 503)).toHaveLength(3)
  await ground.close()
})
