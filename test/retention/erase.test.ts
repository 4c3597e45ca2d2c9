import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound } from '../../src/channels/channel.ts'
import { tick } from '../../src/jobs/clock.ts'
import { eraseDue } from '../../src/retention/erase.ts'
import { sendMessage } from '../../src/threads/deliver.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { Coding } from '../../src/conversation/record.ts'
import { codeTip } from '../../src/tips/coding/coding.ts'
import { decideHold } from '../../src/tips/hold/hold.ts'
import { readMessages, readTip, requireTip } from '../../src/tips/read.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const day = 24 * 3_600_000
const start = Date.parse('2026-11-24T18:00:00Z')
const at = (days: number) => ({ ...node.deps, now: () => start + days * day })

let counter = 0
const person = () => `+1555557${1000 + counter++}`

async function say(from: string, text: string, provider_id: string = randomUUID()) {
  const inbound: Inbound = {
    ...{ channel: 'sms', provider_id, provider_ref: randomUUID(), raw: text },
    ...{ from, to: '+15555550100' },
    content: {
      type: 'message',
      text,
      files: [{ kind: 'photo', source: { url: 'https://media.example.org/1' } }],
    },
  }
  const now = start + counter++ * 1000
  return node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at: now })
}

const words = 'They broke the window of a red car and took the driver away'

/** Somebody who told something and took it back. */
async function takenBack(from = person()) {
  for (const text of ['Hello', '4', words]) await say(from, text)
  await say(from, 'DELETE')
  const turn = await say(from, '1')
  return { from, thread_id: turn.thread_id, tips: await tipsOf(turn.thread_id) }
}

const tipsOf = async (thread_id: string) => {
  const tips = await node.deps.db
    .selectFrom('tip')
    .select(['id', 'code'])
    .where('thread_id', '=', thread_id)
    .orderBy('received_at')
    .execute()
  return Promise.all(tips.map(({ code }) => requireTip(node.deps, code)))
}

async function rowsOf(tip_id: string) {
  const { db } = node.deps
  const messages = await db.selectFrom('message').selectAll().where('tip_id', '=', tip_id).execute()
  const answers = await db.selectFrom('answer').selectAll().where('tip_id', '=', tip_id).execute()
  const files = await db.selectFrom('evidence').selectAll().where('tip_id', '=', tip_id).execute()
  return { messages, answers, files }
}

const threadRow = (id: string) =>
  node.deps.db.selectFrom('thread').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

test('what is taken back is shown to nobody at once, and still there until the grace is over', async () => {
  const { tips, thread_id } = await takenBack()
  const tip = tips[0]!
  expect(tip).toMatchObject({ stage: 'withdrawn', hold: false, erased_at: null })
  expect(+(tip.erase_at ?? 0)).toBeGreaterThan(start + 7 * day)
  expect((await readTip(node.deps, tip)).answers).toEqual({})
  const { items } = await readMessages(node.deps, tip, { limit: 50 })
  expect(items.length).toBeGreaterThan(5)
  expect(JSON.stringify(items)).not.toContain('red car')
  const coding = Coding.parse({})
  await expect(
    codeTip(node.deps, tip, { coding, after: 0, coded_by: 'inv' }),
  ).rejects.toMatchObject({ code: 'conflict' })
  await eraseDue(at(6.9))
  const { messages } = await rowsOf(tip.id)
  expect(messages.every(({ body }) => body.length > 0)).toBe(true)
  expect((await threadRow(thread_id)).key).not.toBeNull()
})

test('after the grace the key is destroyed, everything is empty, and counts and times stay', async () => {
  const { from, tips, thread_id } = await takenBack()
  const tip = tips[0]!
  await Promise.all([tick(at(8)), tick(at(8)), eraseDue(at(8))])
  expect(await threadRow(thread_id)).toMatchObject({ key: null, tip_id: null, due_at: null })
  const contact = await node.deps.db
    .selectFrom('contact')
    .selectAll()
    .where('thread_id', '=', thread_id)
    .executeTakeFirstOrThrow()
  expect(contact).toMatchObject({ address: null, address_index: null })
  const { messages, answers, files } = await rowsOf(tip.id)
  expect(messages.length).toBe(tip.message_count)
  expect(messages.every((row) => row.body.length === 0 && !row.provider_id)).toBe(true)
  expect(answers.length).toBeGreaterThan(2)
  for (const row of answers) {
    expect(row).toMatchObject({ codes: null, moment: null, near: null, finding: null, words: null })
  }
  expect(files.every(({ source }) => source.length === 0)).toBe(true)
  const erased = await requireTip(node.deps, tip.code)
  expect(await readTip(node.deps, erased)).toMatchObject({
    stage: 'withdrawn',
    erased_at: new Date(start + 8 * day).toISOString(),
    message_count: tip.message_count,
    answers: {},
  })
  const { items } = await readMessages(node.deps, erased, { limit: 50 })
  expect(items.map(({ text }) => text)).toEqual(items.map(() => null))
  const again = await say(from, 'Hello again')
  expect(again.thread_id).not.toBe(thread_id)
  expect(again.reply?.outgoing).toMatchObject({ text: expect.stringContaining('You reached') })
})

test('a legal hold keeps it, out of sight, until it is lifted', async () => {
  const { tips, thread_id } = await takenBack()
  const tip = tips[0]!
  const decided = { by: 'inv', reason: 'Motion to preserve' }
  await decideHold(node.deps, tip, { ...decided, hold: true })
  await eraseDue(at(30))
  const held = await requireTip(node.deps, tip.code)
  expect(held).toMatchObject({ hold: true, erased_at: null })
  expect((await readTip(node.deps, held)).answers).toEqual({})
  expect((await threadRow(thread_id)).key).not.toBeNull()
  await decideHold(node.deps, held, { ...decided, hold: false })
  await eraseDue(at(31))
  expect((await threadRow(thread_id)).key).toBeNull()
  const gone = await requireTip(node.deps, tip.code)
  await expect(decideHold(node.deps, gone, { ...decided, hold: true })).rejects.toMatchObject({
    code: 'bad-request',
  })
})

test('of two tips the one that was taken back goes, the other stays whole', async () => {
  const from = person()
  for (const text of ['Hello', '4', 'The first thing was a door broken on Oak Street']) {
    await say(from, text)
  }
  await say(from, 'NEW')
  const { thread_id, tips } = await takenBack(from)
  const [first, second] = tips
  await eraseDue(at(8))
  expect((await threadRow(thread_id)).key).not.toBeNull()
  const { messages } = await rowsOf(second!.id)
  expect(messages.every(({ body }) => body.length === 0)).toBe(true)
  const { items } = await readMessages(node.deps, first!, { limit: 50 })
  expect(JSON.stringify(items)).toContain('a door broken on Oak Street')
  expect((await say(from, 'Hello again')).thread_id).toBe(thread_id)
})

test('a line without days of grace still knows what is repeated meanwhile', async () => {
  const line = node.deps.lines.find(({ id }) => id === 'main')!
  const { grace_days } = line
  line.grace_days = 0
  const from = person()
  for (const text of ['Hello', 'DELETE']) await say(from, text)
  const id = randomUUID()
  const yes = await say(from, '1', id)
  line.grace_days = grace_days
  await eraseDue(at(1 / 48))
  expect(await say(from, '1', id)).toEqual({ ...yes, duplicate: true })
  await eraseDue(at(1 / 12))
  expect((await threadRow(yes.thread_id)).key).toBeNull()
})

test('nothing is sent for a tip that was taken back', async () => {
  const from = person()
  const { thread_id } = await say(from, 'Hello')
  const [tip] = await tipsOf(thread_id)
  const followUp = { tip_id: tip!.id, text: 'Can we call you?', sent_by: 'inv' }
  const { message_id } = await sendFollowUp(node.deps, followUp)
  await say(from, 'DELETE')
  await say(from, '1')
  await expect(sendFollowUp(node.deps, followUp)).rejects.toMatchObject({ code: 'cannot-reach' })
  await eraseDue(at(8))
  await sendMessage(node.deps, message_id)
  const { messages } = await rowsOf(tip!.id)
  expect(messages.find(({ id }) => id === message_id)).toMatchObject({ status: 'failed' })
})

test('an investigator who writes while it is erased meets nothing, and nothing breaks', async () => {
  const { thread_id } = await takenBack()
  await eraseDue(at(8))
  const event = {
    ...({ type: 'follow-up-sent', id: randomUUID(), at: start + 8 * day } as const),
    ...{ text: 'x', language: 'en' },
  }
  await expect(
    node.deps.turns.advance({ from: 'inside', thread: thread_id, event, sent_by: 'inv' }),
  ).rejects.toMatchObject({ code: 'not-found' })
})
