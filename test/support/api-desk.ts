import { randomUUID } from 'node:crypto'
import { addToken } from '../../src/auth/token.ts'
import type { Role } from '../../src/db/schema.ts'
import { nodeApp } from '../../src/node.ts'
import { openTestNode, type TestNode } from './node.ts'
import { readThread } from './read-thread.ts'

/** The REST API as programs of several roles call it, over threads that real turns made. */
export interface ApiDesk {
  node: TestNode
  call(
    role: Role,
    path: string,
    method?: string,
    body?: object,
  ): Promise<{ status: number; json: any }>
  /** The tip of somebody who has just written. */
  tipOf(text: string): Promise<{ thread_id: string; code: string }>
}

export async function openApiDesk(...roles: Role[]): Promise<ApiDesk> {
  const node = await openTestNode()
  const tokens = new Map<Role, string>()
  for (const role of roles) tokens.set(role, await addToken(node.deps, { name: role, role }))
  const call: ApiDesk['call'] = async (role, path, method = 'GET', body) => {
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
  const tipOf: ApiDesk['tipOf'] = async (text) => {
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
  return { node, call, tipOf }
}
