import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound, InboundContent } from '../../src/channels/channel.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { createTurns } from '../../src/threads/advance.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { readThread } from '../support/read-thread.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

let counter = 0
const newNumber = () => `+1555${String(1_000_000 + counter++)}`

function inbound(
  from: string,
  content: Partial<InboundContent> & object,
  id: string = randomUUID(),
): Inbound {
  return {
    channel: 'sms',
    provider_id: id,
    from,
    to: '+15555550100',
    raw: `raw of ${id}`,
    content: { type: 'message', text: '', files: [], ...content } as InboundContent,
  }
}

const arrive = (one: Inbound, at = Date.now()) =>
  node.deps.turns.advance({ from: 'outside', line: 'main', inbound: one, at })
const say = (from: string, text: string) => arrive(inbound(from, { text }))

test('a first message makes contact, thread, tip, message, answer and reply in one commit', async () => {
  const from = newNumber()
  const turn = await say(from, 'Hello')
  const thread = await readThread(node.deps, turn.thread_id)
  expect(thread.messages.map(({ direction, status }) => [direction, status])).toEqual([
    ['in', 'received'],
    ['out', 'replied'],
  ])
  expect(thread.messages[0]).toMatchObject({ body: { text: 'Hello' } })
  expect(thread.tips).toMatchObject([
    { stage: 'in_progress', status: 'new', message_count: 2, unread: 1 },
  ])
  expect(thread.tips[0]?.code).toMatch(/^T-[2-9A-Y]{4}-[2-9A-Y]{4}$/)
  expect(turn.reply?.outgoing).toMatchObject({ type: 'text', text: expect.stringContaining('911') })
})

test('ten copies of one delivery at once: one effect, ten equal answers', async () => {
  const from = newNumber()
  await say(from, 'Hello')
  const one = inbound(from, { text: 'I saw two men push my neighbor to the ground on Main Street' })
  const others = [
    createTurns(node.deps, { lanes: 4, most: 1 }),
    createTurns(node.deps, { lanes: 2, most: 8 }),
  ]
  const copies = Array.from({ length: 10 }, (_, n) => {
    const turns = [node.deps.turns, ...others][n % 3] ?? node.deps.turns
    return turns.advance({ from: 'outside', line: 'main', inbound: one, at: Date.now() })
  })
  const turns = await Promise.all(copies)
  expect(turns.filter((turn) => !turn.duplicate)).toHaveLength(1)
  expect(new Set(turns.map((turn) => JSON.stringify(turn.reply))).size).toBe(1)
  expect(turns[0]?.reply).not.toBeNull()
  const thread = await readThread(node.deps, turns[0]?.thread_id ?? '')
  expect(thread.messages).toHaveLength(4)
  expect(thread.version).toBe(2)
})

test('ten copies of the very first delivery make one contact', async () => {
  const one = inbound(newNumber(), { text: 'Hello' })
  const lone = createTurns(node.deps, { lanes: 10, most: 1 })
  const turns = await Promise.all(
    Array.from({ length: 10 }, () =>
      lone.advance({ from: 'outside', line: 'main', inbound: one, at: 1 }),
    ),
  )
  expect(new Set(turns.map((turn) => turn.thread_id)).size).toBe(1)
  expect(new Set(turns.map((turn) => JSON.stringify(turn.reply))).size).toBe(1)
  expect((await readThread(node.deps, turns[0]?.thread_id ?? '')).messages).toHaveLength(2)
})

test('a message and a button press of one person at the same moment both count', async () => {
  const from = newNumber()
  const first = await say(from, 'Hello')
  const apart = createTurns(node.deps, { lanes: 2, most: 1 })
  const press = inbound(from, {
    type: 'button',
    question: 'timing',
    choice: 'earlier',
  } as InboundContent)
  const words = inbound(from, {
    text: 'They broke the window of a red car and took the driver away',
  })
  await Promise.all([
    arrive(press),
    apart.advance({ from: 'outside', line: 'main', inbound: words, at: Date.now() }),
  ])
  const thread = await readThread(node.deps, first.thread_id)
  expect(thread.version).toBe(3)
  expect(thread.answers).toMatchObject({ timing: { codes: ['earlier'] } })
  expect(JSON.stringify(thread.answers)).toContain('red car')
})

test('an investigator and the person writing at once both land', async () => {
  const from = newNumber()
  const first = await say(from, 'Hello')
  const tip_id = (await readThread(node.deps, first.thread_id)).tips[0]?.id ?? ''
  const apart = { ...node.deps, turns: createTurns(node.deps, { lanes: 1, most: 1 }) }
  await Promise.all([
    say(from, 'It was yesterday'),
    sendFollowUp(apart, { tip_id, text: 'Can we call you?', language: 'en', sent_by: 'inv' }),
  ])
  const thread = await readThread(node.deps, first.thread_id)
  const bodies = thread.messages.map((message) => message.body.text)
  expect(bodies).toContain('It was yesterday')
  expect(bodies).toContain('Can we call you?')
  expect(thread.version).toBe(3)
})

test('a poisoned turn in a batch harms no other', async () => {
  const poison = inbound(newNumber(), { text: 'x' }, 'bad \u0000 id')
  const good = Array.from({ length: 8 }, () => inbound(newNumber(), { text: 'Hello' }))
  const lone = createTurns(node.deps, { lanes: 1, most: 50 })
  const results = await Promise.allSettled(
    [good[0], poison, ...good.slice(1)].map((one) =>
      lone.advance({ from: 'outside', line: 'main', inbound: one ?? poison, at: Date.now() }),
    ),
  )
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(8)
  expect(results[1]?.status).toBe('rejected')
})

test('media are kept as evidence to fetch, with a job each, in the same commit', async () => {
  const url = 'https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME1'
  const file = { kind: 'photo', mime: 'image/jpeg', size: 1234, source: { url } } as const
  const turn = await arrive(
    inbound(newNumber(), { text: 'look', files: [file, { ...file, kind: 'video' }] }),
  )
  const thread = await readThread(node.deps, turn.thread_id)
  expect(thread.evidence).toMatchObject([
    {
      state: 'fetching',
      kind: 'photo',
      mime: 'image/jpeg',
      size: 1234,
      source: { source: { url } },
    },
    { state: 'fetching', kind: 'video' },
  ])
  expect(thread.tips).toMatchObject([{ evidence_count: 2 }])
  const jobs = await sql<{ data: { evidence_id: string } }>`select data from pgboss.job
    where name = 'fetch-media'`.execute(node.deps.db)
  const ids = jobs.rows.map(({ data }) => data.evidence_id)
  for (const { id } of thread.evidence) expect(ids).toContain(id)
  expect(JSON.stringify(jobs.rows)).not.toContain('twilio')
})

test('an edit is kept as a version of the message it changes, silently', async () => {
  const from = newNumber()
  const first = await arrive({ ...inbound(from, { text: 'before' }), provider_ref: '77' })
  const edit = {
    ...inbound(from, { type: 'edit', text: 'after' } as InboundContent),
    provider_ref: '77',
  }
  const turn = await arrive(edit)
  expect(turn.reply).toBeNull()
  const thread = await readThread(node.deps, first.thread_id)
  const [original, , version] = thread.messages
  expect(version).toMatchObject({ kind: 'edit', about: original?.id, body: { text: 'after' } })
  expect(original?.body.text).toBe('before')
})

test('STOP: kept, not answered, and nothing leaves any more', async () => {
  const from = newNumber()
  const first = await say(from, 'Hello')
  const stop = { text: 'STOP', answered_elsewhere: true, reach: 'opted_out' } as const
  expect((await arrive(inbound(from, stop))).reply).toBeNull()
  const thread = await readThread(node.deps, first.thread_id)
  expect(thread.contact.reach).toBe('opted_out')
  expect(thread.messages.at(-1)?.body.text).toBe('STOP')
  expect((await say(from, 'one more thing')).reply).toBeNull()
  const tip_id = thread.tips[0]?.id ?? ''
  const followUp = { tip_id, text: 'Hello?', language: 'en', sent_by: 'inv' }
  await expect(sendFollowUp(node.deps, followUp)).rejects.toMatchObject({ code: 'cannot-reach' })
  await arrive(inbound(from, { text: 'START', answered_elsewhere: true, reach: 'yes' }))
  expect((await say(from, 'back again')).reply).not.toBeNull()
})

test('a photo with STOP: under the tip that is told, unanswered; without one, no tip is opened', async () => {
  const files = [{ kind: 'photo', source: { url: 'https://media.example.org/1' } }] as const
  const stop = {
    text: 'STOP',
    files: [...files],
    answered_elsewhere: true,
    reach: 'opted_out',
  } as const
  const from = newNumber()
  const first = await say(from, 'Hello')
  expect((await arrive(inbound(from, stop))).reply).toBeNull()
  const { tips, evidence } = await readThread(node.deps, first.thread_id)
  expect(tips).toMatchObject([{ evidence_count: 1 }])
  expect(evidence).toMatchObject([{ tip_id: tips[0]?.id }])
  const alone = await arrive(inbound(newNumber(), stop))
  expect(alone.reply).toBeNull()
  const other = await readThread(node.deps, alone.thread_id)
  expect(other).toMatchObject({ tips: [], evidence: [{ tip_id: null }] })
})

test('what cannot be read is kept raw and the thread goes on', async () => {
  const from = newNumber()
  const turn = await arrive(inbound(from, { type: 'unreadable' } as InboundContent))
  const thread = await readThread(node.deps, turn.thread_id)
  expect(thread.messages[0]).toMatchObject({ kind: 'unreadable', body: { raw: /^raw of/ } })
  expect((await say(from, 'Hello')).thread_id).toBe(turn.thread_id)
})

test('a state that nobody can read loses no message', async () => {
  const from = newNumber()
  const first = await say(from, 'Hello')
  await sql`update thread set state = '\\x00', version = version + 1
    where id = ${first.thread_id}`.execute(node.deps.db)
  const turn = await say(from, 'still here')
  expect(turn.thread_id).toBe(first.thread_id)
  const thread = await readThread(node.deps, first.thread_id)
  expect(thread.messages.at(-1)).toMatchObject({ kind: 'unreadable', body: { text: 'still here' } })
})

test('a language that the first delivery did not tell is taken from the words that come later', async () => {
  const from = newNumber()
  await arrive(inbound(from, { type: 'unreadable' } as InboundContent))
  const turn = await say(
    from,
    'Vi que los agentes rompieron la ventana de mi vecino ayer en la tarde',
  )
  expect(turn.reply?.outgoing).toMatchObject({
    text: expect.stringContaining('¿Qué tan reciente fue?'),
  })
})

test('after a rotation of the keys the same person is still found, and their words open', async () => {
  const from = newNumber()
  const first = await say(from, 'Hello')
  const keys = parseKeyRing(`${newRingKey('newer')},${node.deps.config.keys}`)
  const rotated = createTurns({ ...node.deps, keys }, { lanes: 1, most: 1 })
  const later = inbound(from, { text: 'It was yesterday' })
  const turn = await rotated.advance({
    from: 'outside',
    line: 'main',
    inbound: later,
    at: Date.now(),
  })
  expect(turn.thread_id).toBe(first.thread_id)
  const { messages } = await readThread({ ...node.deps, keys }, turn.thread_id)
  expect(messages.map(({ body }) => body.text)).toContain('It was yesterday')
})

test('a file whose sender tells nonsense of it is kept like any other', async () => {
  const file = { kind: 'document', source: { url: 'https://x.example/1' } } as const
  const files = [
    { ...file, mime: 'image/\u0000' },
    { ...file, mime: 'image/\ud800', size: 1e300 },
    { ...file, mime: 'audio/ogg; codecs=opus', size: 1.5 },
    { ...file, mime: 'image/png', size: 5 },
  ]
  const { thread_id } = await arrive(inbound(newNumber(), { files }))
  const { evidence } = await readThread(node.deps, thread_id)
  expect(evidence.map(({ mime, size }) => [mime, size])).toEqual(
    expect.arrayContaining([
      [null, null],
      [null, null],
      ['audio/ogg; codecs=opus', null],
      ['image/png', 5],
    ]),
  )
})
