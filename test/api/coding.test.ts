import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { addToken } from '../../src/auth/token.ts'
import { actGroups, Coding } from '../../src/conversation/record.ts'
import { questions } from '../../src/conversation/questions.ts'
import { nodeApp } from '../../src/node.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { type Planted, plantTip } from '../support/plant.ts'

let node: TestNode
let app: ReturnType<typeof nodeApp>
let token = ''
let viewer = ''
let tip: Planted

beforeAll(async () => {
  node = await openTestNode()
  app = nodeApp(node.deps)
  token = await addToken(node.deps, { name: 'cases', role: 'investigator' })
  viewer = await addToken(node.deps, { name: 'eyes', role: 'viewer' })
  tip = await plantTip(node.deps, { answers: { account: { words: 'They pushed him down.' } } })
})
afterAll(() => node.close())

async function call(path: string, { as = token, method = 'GET', body }: Call = {}) {
  const response = await app.request(`/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${as}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: await response.json() }
}

interface Call {
  as?: string
  method?: string
  body?: unknown
}

const coding = {
  persons: [{ label: 'P1', relation: 'neighbour', age_band: 'adult' }],
  agents: [{ label: 'A1', agency: 'ICE_unspec', face: 'balaclava', description: 'tall, red hair' }],
  vehicles: [{ label: 'V1', colour: 'white', plate: 'partial', plate_text: '42K' }],
  acts: [
    {
      act_type: 'takedown',
      agent: 'A1',
      person: 'P1',
    },
  ],
}
/** A coding that rests on words from the message with this id. */
const restingOn = (message_id: string, end = 19) => ({
  ...coding,
  acts: [{ act_type: 'takedown', quotes: [{ message_id, start: 0, end }] }],
})

const put = (body: unknown, after: number, as = token) =>
  call(`/tips/${tip.code}/coding?after=${after}`, { method: 'PUT', body, as })

test('staff code a tip; every version stays, and the words are as they were', async () => {
  const first = await put(coding, 0)
  expect(first.status).toBe(200)
  const second = await put({ ...coding, acts: [] }, 1)
  expect(second.json.items).toMatchObject([
    { version: 2, coding: { acts: [] } },
    { version: 1, coding },
  ])
  const { json } = await call(`/tips/${tip.code}`, { as: viewer })
  expect(json.answers.account.value).toBe('They pushed him down.')
})

test('of two who code at once one is told so', async () => {
  expect(await put(coding, 0)).toMatchObject({ status: 409, json: { code: 'conflict' } })
})

test('nobody codes with codes that are not there, or about somebody who is not', async () => {
  const odd = { ...coding, acts: [{ act_type: 'magic' }] }
  expect((await put(odd, 2)).status).toBe(400)
  const lost = { ...coding, acts: [{ act_type: 'drag', agent: 'A9' }] }
  expect((await put(lost, 2)).status).toBe(400)
  const twice = { ...coding, agents: [{ label: 'A1' }, { label: 'A1' }] }
  expect((await put(twice, 2)).status).toBe(400)
})

test('a coding rests on words that the person wrote, or is not taken', async () => {
  const messages = [{ from: 'person' as const, text: 'They pushed him down.' }]
  const planted = await plantTip(node.deps, { messages })
  const path = `/tips/${planted.code}/coding?after=`
  const code = async (body: unknown, after: number) =>
    (await call(path + after, { method: 'PUT', body })).status
  const [message_id = ''] = planted.message_ids
  expect(await code(restingOn(randomUUID()), 0)).toBe(400)
  expect(await code(restingOn(message_id, 0), 0)).toBe(400)
  expect(await code(restingOn(message_id), 0)).toBe(200)
  await node.deps.db.deleteFrom('message').where('id', '=', message_id).execute()
  expect(await code(restingOn(message_id), 1)).toBe(200)
  expect(await code(restingOn(message_id, 4), 2)).toBe(400)
})

test('those who only read may see it and not change it', async () => {
  expect((await put(coding, 2, viewer)).status).toBe(403)
  expect((await call(`/tips/${tip.code}/coding`, { as: viewer })).json.items).toHaveLength(2)
})

test('what is free text in it is sealed', async () => {
  const rows = await node.deps.db.selectFrom('staff_coding').selectAll().execute()
  expect(rows.map(({ act_types }) => act_types)).toContainEqual(['takedown'])
  for (const { coding: sealed } of rows) {
    expect(Buffer.from(sealed ?? []).toString('latin1')).not.toContain('red hair')
  }
})

test('the JSON Schema of a tip names every question, its codes and every act', async () => {
  const { json, status } = await call('/schema/tip.json')
  expect(status).toBe(200)
  expect(json.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  expect(Object.keys(json.properties.answers.properties)).toEqual(questions.map(({ id }) => id))
  const text = JSON.stringify(json)
  const codes = questions.flatMap(({ options = [] }) => options.map(({ code }) => code))
  for (const code of [...codes, ...Object.values(actGroups).flat()]) expect(text).toContain(code)
})

test('a tip as it is answered passes its own JSON Schema', async () => {
  const { json: schema } = await call('/schema/tip.json')
  const { json } = await call(`/tips/${tip.code}`)
  expect(z.fromJSONSchema(schema).safeParse(json).error).toBeUndefined()
  expect(Coding.safeParse({}).success).toBe(true)
})
