import { createHash, randomUUID } from 'node:crypto'
import { listen, nodeApp } from '../../src/node.ts'
import { openOriginal } from '../../src/evidence/read.ts'
import { listUploaded } from '../../src/evidence/upload/store.ts'
import { sendUploadLink } from '../../src/threads/upload-link.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'
import type { TestDatabase } from '../support/database.ts'

/** The page for originals, served as in production, with people who have links to it. */
export interface Intake {
  node: TestNode
  port: number
  url: string
  /** Somebody's tip with a link that was sent to them. */
  person(): Promise<Person>
  close(): Promise<void>
}

export interface Person {
  thread_id: string
  /** Their number. */
  from: string
  tip: { id: string; code: string; thread_id: string }
  link_id: string
  /** The path of the page, as the message said it. */
  path: string
}

let people = 0

export async function openIntake(
  env: Record<string, string> = {},
  database?: TestDatabase,
): Promise<Intake> {
  const node = await openTestNode({ LOG_LEVEL: 'warn', ...env }, database)
  const server = await listen(nodeApp(node.deps), { port: 0, host: '127.0.0.1' })
  const close = async () => {
    await server.stop()
    await node.close()
  }
  return {
    node,
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    person: () => makePerson(node),
    close,
  }
}

async function makePerson({ deps }: TestNode): Promise<Person> {
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from: `+1555557${1000 + people++}`, to: '+15555550100' },
    content: { type: 'message' as const, text: 'They broke the door of my neighbor', files: [] },
  }
  const turn = await deps.turns.advance({
    ...{ from: 'outside', line: 'main', inbound, at: Date.now() },
  })
  const before = await readThread(deps, turn.thread_id)
  const tip_id = before.tips[0]?.id ?? ''
  const { message_id } = await sendUploadLink(deps, tip_id, randomUUID())
  const { messages } = await readThread(deps, turn.thread_id)
  const text = JSON.stringify(messages.find(({ id }) => id === message_id)?.body)
  const path = /\/u\/\w+/.exec(text)?.[0] ?? ''
  const tip = { id: tip_id, code: before.tips[0]?.code ?? '', thread_id: turn.thread_id }
  return { thread_id: turn.thread_id, from: inbound.from, tip, link_id: message_id, path }
}

/** Runs the jobs that wait, then gives what came by the link with the SHA-256 of what is kept. */
export async function keptFiles({ deps, queue }: TestNode, link_id: string) {
  await queue.drain(deps)
  const rows = await listUploaded(deps.db, link_id)
  return Promise.all(
    rows.map(async ({ id, state, size }) => {
      if (state !== 'stored') return { id, state, size, sha256: '', name: null }
      const { manifest, read } = await openOriginal(deps, id)
      const hash = createHash('sha256')
      for await (const piece of await read()) hash.update(piece)
      return { id, state, size, sha256: hash.digest('hex'), name: manifest.name }
    }),
  )
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
