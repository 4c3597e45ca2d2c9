import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reconcile } from '../../src/commands/reconcile.ts'
import { nodeApp } from '../../src/node.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { sendMessage } from '../../src/threads/deliver.ts'
import { openPlayground, picture, type Playground } from '../simulator/playground.ts'
import { twilioRequest } from '../support/twilio-request.ts'
import { readThread } from '../support/read-thread.ts'

let ground: Playground
beforeAll(async () => {
  ground = await openPlayground()
})
afterAll(() => ground.close())

const run = async (since = '48h') =>
  JSON.parse(await reconcile.run(ground.node, { since, json: true }))

test('a message that never reached us is taken and answered, once', async () => {
  const ana = '+13125557001'
  ground.reachable = false
  ground.twilio.send(ana, { text: 'They broke a window on Oak Street', files: [picture('ME1')] })
  await ground.twilio.settled()
  ground.reachable = true
  expect(await run()).toEqual({ listed: 1, taken: 1, settled: 0, unknown: 0 })
  expect(await run()).toMatchObject({ taken: 0 })
  const { db } = ground.node.deps
  const { id, thread_id } = await db
    .selectFrom('message')
    .select(['id', 'thread_id'])
    .where('status', '=', 'queued')
    .executeTakeFirstOrThrow()
  await sendMessage(ground.node.deps, id)
  await ground.twilio.settled()
  expect(ground.twilio.phones.at(ana).messages.at(-1)).toMatchObject({
    by: 'line',
    text: expect.stringContaining('You reached'),
  })
  const { messages, evidence } = await readThread(ground.node.deps, thread_id)
  expect(JSON.stringify(messages)).toContain('Oak Street')
  expect(evidence).toHaveLength(1)
})

test('a send that left before we knew is settled, and one that did not stays unknown', async () => {
  const { deps } = ground.node
  const ana = '+13125557002'
  ground.twilio.send(ana, { text: 'Hello' })
  await ground.twilio.settled()
  const { id: tip_id } = await deps.db
    .selectFrom('tip')
    .select('id')
    .orderBy('received_at', 'desc')
    .executeTakeFirstOrThrow()
  const left = await sendFollowUp(deps, { tip_id, text: 'Which way?', sent_by: 'inv' })
  const lost = await sendFollowUp(deps, { tip_id, text: 'Who else saw it?', sent_by: 'inv' })
  await sendMessage(deps, left.message_id)
  await ground.twilio.settled()
  await deps.db
    .updateTable('message')
    .set({ status: 'unknown', provider_id: null })
    .where('id', 'in', [left.message_id, lost.message_id])
    .execute()
  expect(await run()).toMatchObject({ taken: 0, settled: 1, unknown: 1 })
  const rows = await deps.db
    .selectFrom('message')
    .select(['id', 'status'])
    .where('id', 'in', [left.message_id, lost.message_id])
    .execute()
  expect(Object.fromEntries(rows.map(({ id, status }) => [id, status]))).toEqual({
    [left.message_id]: 'delivered',
    [lost.message_id]: 'unknown',
  })
})

test('a message is taken with the reply that waits to be sent, or not at all', async () => {
  const { db } = ground.node.deps
  ground.reachable = false
  ground.twilio.send('+13125557003', { text: 'Hello' })
  await ground.twilio.settled()
  ground.reachable = true
  const queued = () =>
    sql<{ id: string }>`select id from pgboss.job where name = 'send-message'
    and data->>'message_id' in (select id::text from message where status = 'queued')`.execute(db)
  const before = (await queued()).rows.length
  await sql`create function away() returns trigger language plpgsql as $$
    begin raise exception 'away' using errcode = 'admin_shutdown'; end $$`.execute(db)
  await sql`create trigger away before insert on pgboss.job for each row
    execute function away()`.execute(db)
  await expect(run()).rejects.toThrow()
  await sql`drop function away cascade`.execute(db)
  expect(await run()).toMatchObject({ taken: 1 })
  expect(await run()).toMatchObject({ taken: 0 })
  expect((await queued()).rows).toHaveLength(before + 1)
})

test('a webhook that comes after all does not carry the reply home a second time', async () => {
  const from = '+13125557004'
  ground.reachable = false
  ground.twilio.send(from, { text: 'Hello' })
  await ground.twilio.settled()
  ground.reachable = true
  await run()
  const { sid } = [...ground.twilio.store.messages.values()].find((one) => one.from === from)!
  const late = twilioRequest({ MessageSid: sid, From: from, Body: 'Hello' })
  const answer = await nodeApp(ground.node.deps).request(late)
  expect(await answer.text()).not.toContain('<Message')
})

test('a message that cannot be read keeps no other from being taken', async () => {
  const [bad, good] = ['+13125557005', '+13125557006'] as const
  ground.reachable = false
  ground.twilio.send(bad, { text: 'See', files: [picture('ME5')] })
  await ground.twilio.settled()
  ground.twilio.send(good, { text: 'Hello' })
  await ground.twilio.settled()
  ground.reachable = true
  const sent = [...ground.twilio.store.messages.values()].find(({ from }) => from === bad)!
  // Twilio's list of its files says nothing that we understand.
  Object.assign(sent.files[0]!, { type: null })
  await expect(run()).rejects.toThrow('1 message')
  Object.assign(sent.files[0]!, { type: 'image/png' })
  expect(await run()).toMatchObject({ taken: 1 })
})

test('a STOP that is taken late does not undo the START that came since', async () => {
  const ana = '+13125557007'
  const send = async (text: string) => {
    ground.twilio.send(ana, { text })
    await ground.twilio.settled()
  }
  await send('Hello')
  ground.reachable = false
  await send('STOP')
  ground.reachable = true
  await send('START')
  expect(await run()).toMatchObject({ taken: 1 })
  const { thread_id } = await ground.node.deps.db
    .selectFrom('thread')
    .select('id as thread_id')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  const { contact, messages } = await readThread(ground.node.deps, thread_id)
  expect(messages.map(({ body }) => body.text)).toEqual(expect.arrayContaining(['STOP', 'START']))
  expect(contact.reach).toBe('yes')
})

test('a message to a number of the account that is no tip line is left alone', async () => {
  const message = { direction: 'inbound', from: '+13125557008', to: '+15555550999' } as const
  ground.twilio.store.add({ ...message, body: 'See you at the dentist', files: [] })
  expect(await run()).toMatchObject({ taken: 0 })
})

test('what a line has erased must not come back', async () => {
  await expect(run('8d')).rejects.toThrow('--since must be at most 7d')
})
