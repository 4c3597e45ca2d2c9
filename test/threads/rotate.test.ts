import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealEvents } from '../../src/ledger/seal.ts'
import { blindIndexes, newRingKey, openDataKey, parseKeyRing } from '../../src/seal/keys.ts'
import { sealJson } from '../../src/seal/seal.ts'
import { createTurns } from '../../src/threads/advance.ts'
import { rotateKeys } from '../../src/threads/rotation/rotate.ts'
import { readTips } from '../../src/tips/read.ts'
import { indexWords } from '../../src/tips/search/index-words.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

const [a, b] = [newRingKey('a'), newRingKey('b')]
let node: TestNode
beforeAll(async () => {
  node = await openTestNode({ TIPTHREAD_KEYS: a })
})
afterAll(() => node.close())

/** What another process has that was started with these keys. */
function under(keys: string) {
  const deps = { ...node.deps, keys: parseKeyRing(keys) }
  return { ...deps, turns: createTurns(deps, { lanes: 1, most: 1, worth: 1 }) }
}

function say(deps: ReturnType<typeof under>, from: string, text: string) {
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '', to: '', from },
    content: { type: 'message' as const, text, files: [] },
  }
  return deps.turns.advance({ from: 'outside', line: 'main', inbound, at: Date.now() })
}

test('a new key takes over, and the old one may go', async () => {
  const [before, both, alone] = [under(a), under(`${b},${a}`), under(b)]
  const people = ['+15555551001', '+15555551002', '+15555551003']
  const threads = []
  for (const from of people) {
    threads.push((await say(before, from, 'They broke a window near the lighthouse')).thread_id)
  }
  const [thread_id = ''] = threads
  const evidence = { id: randomUUID(), thread_id, message_id: null, kind: 'photo' } as const
  const thread = await node.deps.db
    .selectFrom('thread')
    .select('key')
    .where('id', '=', thread_id)
    .executeTakeFirstOrThrow()
  const sha256 = 'ab'.repeat(32)
  const manifest = {
    ...{ sha256, sha512: 'cd'.repeat(64), size: 1, mime: 'image/png', name: null },
    ...{ copy_grade: 'unknown', announced_mime: null, received_at: '' },
  }
  const key = openDataKey(before.keys, thread.key!)
  const stored = {
    same_as: blindIndexes(before.keys, `file:${sha256}`)[0]!,
    manifest: sealJson(key, `manifest:${evidence.id}`, manifest),
  }
  await node.deps.db
    .insertInto('evidence')
    .values({
      ...evidence,
      ...stored,
      source: sealJson(key, `evidence:${evidence.id}`, {}),
      received_at: new Date(),
    })
    .execute()
  await sealEvents(before)
  await indexWords(before)

  expect(await rotateKeys(both)).toEqual({ key: 'b', threads: 3, left: 0 })
  expect(await rotateKeys(both)).toEqual({ key: 'b', threads: 0, left: 0 })
  await indexWords(both)

  const again = await say(alone, people[0]!, 'Hello again')
  expect(again.thread_id).toBe(threads[0])
  const { messages } = await readThread(alone, again.thread_id)
  expect(JSON.stringify(messages)).toContain('lighthouse')
  const { items } = await readTips(alone, { q: 'lighthouse' }, { limit: 10 })
  expect(items).toHaveLength(3)
  const file = await node.deps.db
    .selectFrom('evidence')
    .select('same_as')
    .where('id', '=', evidence.id)
    .executeTakeFirstOrThrow()
  expect(Buffer.from(file.same_as!)).toEqual(
    Buffer.from(blindIndexes(alone.keys, `file:${sha256}`)[0]!),
  )
  expect(() => openDataKey(under(newRingKey('c')).keys, thread.key!)).toThrow('lacks the key a')
})

test('threads that one person has of processes with other keys stop no rotation', async () => {
  const [c, d] = [newRingKey('c'), newRingKey('d')]
  const all = under(`${d},${c},${b},${a}`)
  const [known, unknown] = ['+15555551008', '+15555551009']
  for (const keys of [b, c, d]) await say(under(keys), known, 'Hello')
  const begun = []
  for (const keys of [b, c]) begun.push((await say(under(keys), unknown, 'Hello')).thread_id)
  const found = await say(all, known, 'Hello again')
  expect(await rotateKeys(all)).toMatchObject({ key: 'd', left: 0 })
  expect((await say(under(d), known, 'Hello again')).thread_id).toBe(found.thread_id)
  expect(begun).toContain((await say(under(d), unknown, 'Hello again')).thread_id)
})
