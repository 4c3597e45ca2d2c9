import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import {
  type Place,
  findTip,
  latestAnswers,
  listEdits,
  listEvidence,
  listMessages,
} from '../../src/tips/store.ts'
import { messageRecords } from '../../src/tips/message-view.ts'
import { tipRecord } from '../../src/tips/view.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { type Plant, plantTip } from '../support/plant.ts'

const keys = parseKeyRing(newRingKey('a'))
const other = parseKeyRing(newRingKey('a'))
const script = [
  { id: 'account', kind: 'account' },
  { id: 'force', kind: 'choices', when: { question: 'acts', includes: 'force' } },
  { id: 'start', kind: 'time' },
  { id: 'harm', kind: 'choices' },
] as const
let base: TestDatabase

beforeAll(async () => {
  base = await createDatabase()
})
afterAll(() => base.drop())

async function tipOf(plant: Plant, ring = keys) {
  const { code, id } = await plantTip({ db: base.db, keys }, plant)
  const row = await findTip(base.db, code)
  if (!row) throw new Error('not planted')
  return tipRecord(ring, row, await latestAnswers(base.db, [id]), script)
}

async function messagesOf(plant: Plant, ring = keys) {
  const { id } = await plantTip({ db: base.db, keys }, plant)
  const rows = await listMessages(base.db, id, { limit: 100 })
  const edits = await listEdits(
    base.db,
    rows.map((row) => row.id),
  )
  return messageRecords(ring, rows, edits, await listEvidence(base.db, id))
}

test('each kind of answer has the value that the interface promises', async () => {
  const at = Date.parse('2026-11-23T15:00:00Z')
  const moment = { at, precision: 'within_hour', time_zone: 'America/Chicago' } as const
  const { answers } = await tipOf({
    answers: {
      account: { words: 'They came in.\nNobody knocked.' },
      start: { words: 'around 9 this morning', moment },
      place: { words: 'Oak St', place: { latitude: 41.881832, longitude: -87.623177 } },
      acts: { codes: ['force', 'entry'], derived_by: 'button' },
      agency: { codes: ['ICE_ERO'], words: 'the vest said ICE' },
      harm: { state: 'declined' },
    },
  })
  expect(answers.account).toMatchObject({
    value: 'They came in.\nNobody knocked.',
    state: 'answered',
  })
  expect(answers.start?.value).toEqual({
    at: '2026-11-23T15:00:00.000Z',
    precision: 'within_hour',
    words: 'around 9 this morning',
    time_zone: 'America/Chicago',
  })
  expect(answers.place?.value).toEqual({
    words: 'Oak St',
    latitude: 41.881832,
    longitude: -87.623177,
  })
  expect(answers.acts).toMatchObject({ value: ['force', 'entry'], derived_by: 'button' })
  expect(answers.agency).toMatchObject({ value: ['ICE_ERO'], words: 'the vest said ICE' })
  expect(answers.harm).toMatchObject({ state: 'declined' })
  expect(answers.harm).not.toHaveProperty('value')
})

test('what was read but not confirmed is shown apart from what was answered', async () => {
  const spans = [{ message_id: randomUUID(), start: 4, end: 14 }]
  const { answers } = await tipOf({
    answers: {
      start: { state: 'not_asked', words: 'last night', finding: { confirmed: 'no', spans } },
      harm: { codes: ['pain'], words: 'it hurt', finding: { confirmed: 'person', spans } },
    },
  })
  expect(answers.start).toMatchObject({
    state: 'not_asked',
    finding: { confirmed: 'no', spans, value: 'last night' },
  })
  expect(answers.start).not.toHaveProperty('value')
  expect(answers.harm).toMatchObject({ value: ['pain'], finding: { confirmed: 'person', spans } })
})

test('questions come in the order of the script, unasked ones included', async () => {
  const { answers } = await tipOf({
    answers: { harm: { codes: ['pain'] }, account: { words: 'x' } },
  })
  expect(Object.keys(answers)).toEqual(['account', 'start', 'harm'])
  expect(answers.start).toMatchObject({ state: 'not_asked', message_ids: [] })
})

test('a question with a condition is listed in its place once it was answered', async () => {
  const { answers } = await tipOf({ answers: { force: { codes: ['strike'] } } })
  expect(Object.keys(answers)).toEqual(['account', 'force', 'start', 'harm'])
})

test('a code that came with a moment of its own is the value, not the moment', async () => {
  const moment = { at: 0, precision: 'exact', time_zone: 'UTC' } as const
  const { answers } = await tipOf({ answers: { notice: { codes: ['accepted'], moment } } })
  expect(answers.notice?.value).toEqual(['accepted'])
})

test('a reply follows what it answers, also at the same instant', async () => {
  const at = new Date()
  const { id } = await plantTip(
    { db: base.db, keys },
    {
      messages: Array.from({ length: 6 }, (_, n) => ({ from: n % 2 ? 'person' : 'line' }) as const),
    },
  )
  await sql`update message set at = ${at} where tip_id = ${id}`.execute(base.db)
  const seen: string[] = []
  let after: Place | undefined
  for (let page = 0; page < 3; page++) {
    const rows = await listMessages(base.db, id, { limit: 2, after })
    seen.push(...rows.map((row) => row.direction))
    const last = rows.at(-1)
    after = last && { at: last.exactly, id: last.id }
  }
  expect(seen).toEqual(['in', 'in', 'in', 'out', 'out', 'out'])
})

test('the latest version of an answer is shown', async () => {
  const { answers } = await tipOf({
    answers: { account: [{ words: 'first' }, { words: 'second' }] },
  })
  expect(answers.account?.value).toBe('second')
})

test('the contact shows what was agreed and never the address', async () => {
  const tip = await tipOf({
    answers: { contact: { codes: ['confidential'] } },
    reach: 'opted_out',
  })
  expect(tip.contact).toEqual({
    alias: 'Quiet Heron 41',
    identity_mode: 'confidential',
    may_contact: 'yes',
    reach: 'opted_out',
  })
  expect(JSON.stringify(tip)).not.toContain('5555550100')
})

test('an answer that does not open is marked and the rest is there', async () => {
  const tip = await tipOf(
    { answers: { account: { words: 'secret' }, harm: { codes: ['pain'] } } },
    other,
  )
  expect(tip.answers.account).toMatchObject({ unreadable: true })
  expect(tip.answers.harm?.value).toEqual(['pain'])
})

test('edits stand under their message; redrawn buttons and opt-outs are no messages', async () => {
  const id = randomUUID()
  const messages = await messagesOf({
    messages: [
      { id, from: 'person', text: 'They came in', files: [{ kind: 'photo' }] },
      { from: 'line', text: 'When was that?' },
      { from: 'person', kind: 'edit', about: id, text: 'Two came in' },
      { from: 'line', kind: 'mark' },
      { from: 'person', kind: 'reach' },
      { from: 'person', kind: 'button', choice: { question: 'timing', choice: 'now' } },
    ],
  })
  expect(messages.map((message) => message.kind)).toEqual(['message', 'reply', 'button'])
  expect(messages[0]?.edits.map((edit) => edit.text)).toEqual(['Two came in'])
  expect(messages[0]?.evidence_ids).toHaveLength(1)
  expect(messages[2]?.choice).toEqual({ question: 'timing', choice: 'now' })
})

test('a message that does not open is null and breaks nothing', async () => {
  const messages = await messagesOf({ messages: [{ from: 'person', text: 'hello' }] }, other)
  expect(messages).toMatchObject([{ text: null, direction: 'in', status: 'received' }])
})

test('control characters and lone surrogates come out as they went in', async () => {
  const text = 'a\u0000\u0007\ud83d <b>'
  const [message] = await messagesOf({ messages: [{ from: 'person', text }] })
  expect(message?.text).toBe(text)
})
