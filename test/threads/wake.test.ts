import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound } from '../../src/channels/channel.ts'
import type { Silence } from '../../src/conversation/event.ts'
import { tick } from '../../src/jobs/clock.ts'
import { createTurns } from '../../src/threads/advance.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { wakeDue } from '../../src/threads/wake.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const noon = Date.parse('2026-11-24T12:00:00-06:00')
const midnight = Date.parse('2026-11-25T00:00:00-06:00')
const hour = 3_600_000
const at = (now: number) => ({ ...node.deps, now: () => now })

let counter = 0
async function say(text: string, from = `+1555556${1000 + counter++}`, now = noon - 3 * hour) {
  const inbound: Inbound = {
    ...{ channel: 'sms', provider_id: randomUUID(), from, to: '', raw: '' },
    content: { type: 'message', text, files: [] },
  }
  const turn = await node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at: now })
  return { from, id: turn.thread_id }
}

/** A thread that waits, and no other does. */
async function waiting(due: Silence, until: number) {
  const thread = await say('Hello')
  await sql`update thread set due = null, due_at = null`.execute(node.deps.db)
  await node.deps.db
    .updateTable('thread')
    .set({ due, due_at: new Date(until) })
    .where('id', '=', thread.id)
    .execute()
  return thread
}

const read = (id: string) =>
  node.deps.db
    .selectFrom('thread')
    .select(['version', 'due', 'due_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

test('a silence is told once, however many processes look', async () => {
  const { id } = await waiting('reminder', noon)
  const { version } = await read(id)
  expect(await wakeDue(at(noon - 1))).toBe(0)
  const processes = Array.from({ length: 5 }, () => ({
    ...at(noon),
    turns: createTurns(node.deps, { lanes: 2, most: 4 }),
  }))
  await Promise.all(processes.map(wakeDue))
  // They spoke three hours before and were reminded an hour late: the day is an hour longer.
  const handIn = { due: 'hand-in', due_at: new Date(noon + 22 * hour) }
  expect(await read(id)).toEqual({ version: version + 1, ...handIn })
  expect(await wakeDue(at(noon))).toBe(0)
})

test('who writes meanwhile is not silent', async () => {
  const { id, from } = await waiting('hand-in', noon)
  const { version } = await read(id)
  const event = { type: 'silence-passed', id: randomUUID(), at: noon, after: 'hand-in' } as const
  await say('4', from, noon)
  const late = { from: 'inside', thread: id, event, sent_by: 'clock' } as const
  expect(await node.deps.turns.advance(late)).toMatchObject({ duplicate: true, reply: null })
  expect(await read(id)).toMatchObject({ version: version + 1 })
  expect(await wakeDue(at(noon))).toBe(0)
})

test('an investigator who writes does not end the wait', async () => {
  const { id } = await waiting('hand-in', noon)
  const tip = await node.deps.db
    .selectFrom('tip')
    .select('id')
    .where('thread_id', '=', id)
    .executeTakeFirstOrThrow()
  await sendFollowUp(node.deps, { tip_id: tip.id, text: 'Can we call you?', sent_by: 'inv' })
  expect(await read(id)).toMatchObject({ due: 'hand-in', due_at: new Date(noon) })
})

test('nothing but a pause wakes at night; it waits for the morning at the place of the line', async () => {
  const reminder = await waiting('reminder', midnight)
  const { version } = await read(reminder.id)
  await wakeDue(at(midnight))
  const morning = midnight + 8 * hour
  expect(await read(reminder.id)).toEqual({
    version,
    due: 'reminder',
    due_at: new Date(morning),
  })
  await wakeDue(at(morning))
  expect(await read(reminder.id)).toMatchObject({ version: version + 1 })
  const { id } = await waiting('hand-in', midnight)
  await wakeDue(at(midnight))
  expect(await read(id)).toMatchObject({ due: 'hand-in', due_at: new Date(morning) })
  const pause = await waiting('pause', midnight)
  await wakeDue(at(midnight))
  expect(await read(pause.id)).toMatchObject({ version: version + 1 })
})

test('a thread that fails is tried again later and keeps no other from its turn', async () => {
  const broken = await waiting('hand-in', noon)
  const sound = await say('Hello')
  await node.deps.db
    .updateTable('thread')
    .set({ due: 'reminder', due_at: new Date(noon) })
    .where('id', '=', sound.id)
    .execute()
  await sql`update thread set state = '\\x00' where id = ${broken.id}`.execute(node.deps.db)
  await tick(at(noon))
  expect(await read(broken.id)).toMatchObject({ due_at: new Date(noon + hour) })
  expect(await read(sound.id)).toMatchObject({ due: 'hand-in' })
})
