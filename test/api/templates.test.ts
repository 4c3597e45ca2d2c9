import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addToken } from '../../src/auth/token.ts'
import { templates } from '../../src/conversation/templates.ts'
import type { Role } from '../../src/db/schema.ts'
import { languages } from '../../src/i18n/languages.ts'
import { nodeApp } from '../../src/node.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

let node: TestNode
const tokens = new Map<Role, string>()
beforeAll(async () => {
  node = await openTestNode()
  for (const role of ['investigator', 'viewer'] as const) {
    tokens.set(role, await addToken(node.deps, { name: role, role }))
  }
})
afterAll(() => node.close())

async function call(role: Role, path: string, method = 'GET', body?: object) {
  const response = await nodeApp(node.deps).request(`/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${tokens.get(role)}`,
      'Content-Type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: await response.json() }
}

let counter = 0
/** The tip of somebody who has just written. */
async function tipOf(text: string) {
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from: `+1555558${1000 + counter++}`, to: '+15555550100' },
    content: { type: 'message' as const, text, files: [] },
  }
  const at = Date.now()
  const turn = await node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at })
  const thread = await readThread(node.deps, turn.thread_id)
  return { thread_id: turn.thread_id, code: thread.tips[0]?.code ?? '' }
}

test('every template is there in every language', async () => {
  const { status, json } = await call('viewer', '/templates')
  expect(status).toBe(200)
  expect(json.items.map(({ id }: { id: string }) => id)).toEqual(templates.map(({ id }) => id))
  for (const { text } of json.items) {
    expect(Object.keys(text)).toEqual(languages.map(({ code }) => code))
    expect(new Set(Object.values(text)).size).toBe(languages.length)
  }
})

test("a template goes out in the person's language, and is queued", async () => {
  const { code, thread_id } = await tipOf('Vi a unos agentes romper la puerta de mi vecino ayer')
  const path = `/tips/${code}/messages`
  const sent = await call('investigator', path, 'POST', { template: 'what_time' })
  expect(sent).toMatchObject({
    status: 201,
    json: { text: '¿A qué hora fue? Envíe lo que sepa.', language: 'es', status: 'queued' },
  })
  const { messages } = await readThread(node.deps, thread_id)
  expect(messages.at(-1)?.body.text).toBe('¿A qué hora fue? Envíe lo que sepa.')
})

test.each([
  [{ template: 'what_colour' }],
  [{ template: 'what_time', text: 'x' }],
  [{ template: '' }],
  [{}],
])('%j is no follow-up', async (body) => {
  const { code } = await tipOf('Hello')
  const sent = await call('investigator', `/tips/${code}/messages`, 'POST', body)
  expect(sent).toMatchObject({ status: 400, json: { code: 'bad-request' } })
})
