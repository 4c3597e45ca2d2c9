import { randomUUID } from 'node:crypto'
import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound, InboundContent } from '../../src/channels/channel.ts'
import { createTurns } from '../../src/threads/advance.ts'
import { recordDelivery } from '../../src/threads/deliver.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import type { Turns } from '../../src/threads/turns.ts'
import { decideHold } from '../../src/tips/hold/hold.ts'
import { readThread } from '../support/read-thread.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

const alone = { lanes: 1, most: 1 }
let node: TestNode
let from: string
let counter = 0

beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

function inbound(text: string, content: object = {}, id: string = randomUUID()): Inbound {
  return {
    channel: 'sms',
    provider_id: id,
    from,
    to: '+15555550100',
    raw: text,
    content: { type: 'message', text, files: [], ...content } as InboundContent,
  }
}

/** A process of its own, and how many loads it has done. */
function openProcess() {
  const counted = { loads: 0 }
  const plugin: KyselyPlugin = {
    transformQuery: ({ node: query }) => {
      const text = query.kind === 'RawNode' ? query.sqlFragments.join('?') : ''
      if (text.trimStart().startsWith('select a.n')) counted.loads++
      return query
    },
    transformResult: async ({ result }) => result,
  }
  from = `+1555${3_000_000 + counter++}`
  const turns = createTurns({ ...node.deps, db: node.deps.db.withPlugin(plugin) }, alone)
  return { turns, counted }
}

const arrive = (turns: Turns, one: Inbound) =>
  turns.advance({ from: 'outside', line: 'main', inbound: one, at: Date.now() })
const say = (turns: Turns, text: string) => arrive(turns, inbound(text))
const read = (id: string) => readThread(node.deps, id)
const wordsOf = async (id: string) =>
  (await read(id)).messages.filter(({ direction }) => direction === 'in').map((m) => m.body.text)

test('a conversation is loaded once, at its beginning', async () => {
  const { turns, counted } = openProcess()
  const { thread_id } = await say(turns, 'Hello')
  for (const text of ['2', 'They broke a window on Main Street', '0', '1']) await say(turns, text)
  expect(counted.loads).toBe(1)
  expect(await read(thread_id)).toMatchObject({ version: 5, answers: { timing: {} } })
})

test('a repeat of what was just answered changes nothing and is answered the same', async () => {
  const { turns } = openProcess()
  await say(turns, 'Hello')
  const one = inbound('2')
  const first = await arrive(turns, one)
  const second = await arrive(turns, one)
  expect(second).toEqual({ ...first, duplicate: true })
  expect((await read(first.thread_id)).version).toBe(2)
})

test('two processes in turn, and both at once, lose nothing', async () => {
  const [here, there] = [openProcess().turns, createTurns(node.deps, alone)]
  const { thread_id } = await say(here, 'Hello')
  await say(there, 'one')
  await say(here, 'two')
  await say(there, 'three')
  await Promise.all(['a', 'b', 'c', 'd'].map((text, n) => say(n % 2 ? here : there, text)))
  const words = await wordsOf(thread_id)
  expect(words.slice(0, 4)).toEqual(['Hello', 'one', 'two', 'three'])
  expect(words.slice(4).sort()).toEqual(['a', 'b', 'c', 'd'])
  expect((await read(thread_id)).version).toBe(8)
})

test('after a refusal nothing is recalled for a moment, then again', async () => {
  const { turns, counted } = openProcess()
  await say(turns, 'Hello')
  const other = from
  await say(createTurns(node.deps, alone), 'from elsewhere')
  await say(turns, 'two')
  expect(counted.loads).toBe(2)
  from = `+1555${3_000_000 + counter++}`
  await say(turns, 'Hello')
  await say(turns, '2')
  expect(counted.loads).toBe(4)
  from = other
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await say(turns, 'three')
  expect(counted.loads).toBe(4)
})

test('a carrier that stops our messages is heard by the very next turn', async () => {
  const { turns } = openProcess()
  const { thread_id } = await say(turns, 'Hello')
  const tip_id = (await read(thread_id)).tips[0]?.id ?? ''
  const { message_id } = await sendFollowUp(node.deps, { tip_id, text: 'Hi', sent_by: 'inv' })
  await say(turns, '2')
  const report = { message_id, provider_id: 'SMx', status: 'failed', code: '21610' } as const
  await recordDelivery(node.deps, { ...report, reach: 'opted_out' })
  expect((await say(turns, 'are you there')).reply).toBeNull()
  expect((await read(thread_id)).contact.reach).toBe('opted_out')
})

test('who could not be reached and writes again is known to be there', async () => {
  const { turns } = openProcess()
  const { thread_id } = await say(turns, 'Hello')
  const { message_id } = await say(turns, '2').then(({ reply }) => reply ?? { message_id: '' })
  const report = { message_id, provider_id: 'SMy', status: 'failed', code: '30003' } as const
  await recordDelivery(node.deps, { ...report, reach: 'unreachable' })
  expect((await say(turns, 'my phone was off')).reply).not.toBeNull()
  expect((await read(thread_id)).contact.reach).toBe('yes')
})

test('a legal hold is known to the turn that would take the tip back', async () => {
  const { turns } = openProcess()
  const { thread_id } = await say(turns, 'Hello')
  await say(turns, 'DELETE')
  const tip = (await read(thread_id)).tips[0]
  await decideHold(
    node.deps,
    { id: tip?.id ?? '', thread_id },
    { hold: true, by: 'i', reason: 'r' },
  )
  await say(turns, '1')
  const last = (await read(thread_id)).messages.findLast(({ direction }) => direction === 'out')
  expect(last).toMatchObject({ script_key: 'delete.done' })
  expect(last?.body.text).not.toContain('7 days')
})

test('an edit finds the message it changes, and the next turn what the edit did', async () => {
  const { turns } = openProcess()
  const first = inbound('I saw a red car')
  const { thread_id } = await arrive(turns, { ...first, provider_ref: 'm-1' })
  await arrive(turns, { ...inbound('I saw a blue car', { type: 'edit' }), provider_ref: 'm-1' })
  await say(turns, '2')
  const { messages, version } = await read(thread_id)
  const edit = messages.find(({ kind }) => kind === 'edit')
  expect(edit?.about).toBe(messages.find(({ kind }) => kind === 'message')?.id)
  expect(version).toBe(3)
})
