import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addToken } from '../../src/auth/token.ts'
import type { Role } from '../../src/db/schema.ts'
import { nodeApp } from '../../src/node.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

let node: TestNode
const tokens = new Map<Role, string>()
beforeAll(async () => {
  node = await openTestNode()
  for (const role of ['supervisor', 'investigator', 'viewer'] as const) {
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

test('a legal hold is put and lifted by supervisors alone', async () => {
  const { code } = await tipOf('Hello')
  const hold = (role: Role, on: boolean) => call(role, `/tips/${code}`, 'PATCH', { hold: on })
  expect((await call('viewer', `/tips/${code}`)).json).toMatchObject({
    hold: false,
    erase_at: null,
    erased_at: null,
    flags: [],
  })
  expect(await hold('investigator', true)).toMatchObject({ status: 403 })
  expect(await hold('supervisor', true)).toMatchObject({ status: 200, json: { hold: true } })
  expect(await hold('investigator', false)).toMatchObject({ status: 403 })
  expect(await hold('supervisor', false)).toMatchObject({ status: 200, json: { hold: false } })
})
