import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound } from '../../src/channels/channel.ts'
import { tick } from '../../src/jobs/clock.ts'
import { saveLine } from '../../src/lines/store.ts'
import { readLineFile } from '../../src/lines/read.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const minute = 60_000
const hour = 60 * minute
const nine = Date.parse('2026-11-24T09:00:00-06:00')
const passTo = (now: number) => tick({ ...node.deps, now: () => now })

let counter = 0
async function say(text: string, now: number, from = `+1555559${1000 + counter++}`) {
  const inbound: Inbound = {
    ...{ channel: 'sms', provider_id: randomUUID(), raw: '', to: '+15555550100', from },
    content: { type: 'message', text, files: [] },
  }
  const turn = await node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at: now })
  return turn.thread_id
}

async function unasked(thread_id: string) {
  const { messages, tips } = await readThread(node.deps, thread_id)
  const sent = messages.filter(({ status }) => status === 'queued')
  return { sent: sent.map(({ script_key }) => script_key), stage: tips[0]?.stage }
}

test('one reminder after two hours, handed in after a day, nothing more', async () => {
  const id = await say('Hello', nine)
  await passTo(nine + 2 * hour - minute)
  expect(await unasked(id)).toEqual({ sent: [], stage: 'in_progress' })
  await passTo(nine + 2 * hour)
  await passTo(nine + 3 * hour)
  const reminded = await unasked(id)
  expect(reminded).toMatchObject({ stage: 'in_progress' })
  expect(reminded.sent).toHaveLength(1)
  await passTo(nine + 24 * hour)
  expect(await unasked(id)).toMatchObject({ stage: 'partial' })
  const { sent } = await unasked(id)
  await passTo(nine + 30 * 24 * hour)
  expect((await unasked(id)).sent).toEqual(sent)
})

test('messages within minutes leave the moment of the reminder as it is', async () => {
  const from = '+15555580100'
  const due = async (id: string) => {
    const { due_at } = await node.deps.db
      .selectFrom('thread')
      .select('due_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return Number(due_at) - nine
  }
  const id = await say('Hello', nine + minute, from)
  expect(await due(id)).toBe(2 * hour + 5 * minute)
  await say('I saw something', nine + 4 * minute, from)
  expect(await due(id)).toBe(2 * hour + 5 * minute)
  await say('It was yesterday', nine + 6 * minute, from)
  expect(await due(id)).toBe(2 * hour + 10 * minute)
})

test('the night is quiet at the place of the line', async () => {
  const evening = nine + 11 * hour
  const id = await say('Hello', evening)
  await passTo(evening + 2 * hour)
  await passTo(nine + 23 * hour - minute)
  expect(await unasked(id)).toMatchObject({ sent: [] })
  await passTo(nine + 23 * hour)
  expect((await unasked(id)).sent).toHaveLength(1)
})

test('whoever is reminded in the morning has time to answer', async () => {
  const main = node.deps.lines.find(({ id }) => id === 'main')!
  const { id, name, agency, default_language, time_zone } = main
  const silence = { reminder_minutes: 120, hand_in_minutes: 240 }
  const file = { id, name, agency, default_language, time_zone, silence }
  await saveLine(node.deps.db, readLineFile(file))
  await passTo(nine)
  const thread = await say('Hello', nine + 11 * hour)
  const morning = nine + 23 * hour
  await passTo(nine + 13 * hour)
  await passTo(morning)
  await passTo(morning + minute)
  expect(await unasked(thread)).toMatchObject({ stage: 'in_progress' })
  expect((await unasked(thread)).sent).toHaveLength(1)
  await passTo(morning + 2 * hour)
  expect(await unasked(thread)).toMatchObject({ stage: 'partial' })
})

test('a line has its own patience', async () => {
  const main = node.deps.lines.find(({ id }) => id === 'main')!
  const { id, name, agency, default_language, time_zone } = main
  const silence = { reminder_minutes: 10, hand_in_minutes: 30 }
  const file = { id, name, agency, default_language, time_zone, silence }
  await saveLine(node.deps.db, readLineFile(file))
  await passTo(nine)
  const thread = await say('Hello', nine + 1000)
  await passTo(nine + 10 * minute)
  expect((await unasked(thread)).sent).toHaveLength(0)
  await passTo(nine + 10.5 * minute)
  expect((await unasked(thread)).sent).toHaveLength(1)
  await passTo(nine + 30.5 * minute)
  expect(await unasked(thread)).toMatchObject({ stage: 'partial' })
})
