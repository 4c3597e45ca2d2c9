import { afterAll, beforeAll, expect, test } from 'vitest'
import { reconcile } from '../../src/commands/reconcile.ts'
import type { Inbound } from '../../src/channels/channel.ts'
import type { Deps, Job } from '../../src/deps.ts'
import { replyLater } from '../../src/threads/reply-later.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { sendMessage } from '../../src/threads/deliver.ts'
import { openPlayground, picture, type Playground } from '../simulator/playground.ts'
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

test('a reply that nothing carries home is sent once, by the repeat if need be', async () => {
  const { deps } = ground.node
  const inbound: Inbound = {
    ...{ channel: 'sms', provider_id: 'RE1', from: '+13125557003', to: '+15555550100', raw: '' },
    content: { type: 'message', text: 'Hello', files: [] },
  }
  const take = async (enqueue: Deps['enqueue']) => {
    const turn = await deps.turns.advance({
      from: 'outside',
      line: 'main',
      inbound,
      at: Date.now(),
    })
    await replyLater({ ...deps, enqueue }, turn)
  }
  let jobs = 0
  const count = async (_: unknown, given: Job[]) => void (jobs += given.length)
  await expect(take(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
  for (let repeat = 0; repeat < 3; repeat++) await take(count)
  expect(jobs).toBe(1)
})

test('what a line has erased must not come back', async () => {
  await expect(run('8d')).rejects.toThrow('--since must be at most 7d')
})
