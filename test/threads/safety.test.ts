import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

async function say(text: string, from = '+15555557001') {
  const inbound = {
    ...({ channel: 'sms', provider_id: randomUUID(), from, to: '', raw: '' } as const),
    content: { type: 'message' as const, text, files: [] },
  }
  const at = Date.now()
  return node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at })
}

const tipOf = (thread_id: string) =>
  node.deps.db
    .selectFrom('tip')
    .where('thread_id', '=', thread_id)
    .select(['id', 'flags', 'severity'])
    .executeTakeFirstOrThrow()

test('a grave word puts the tip on top, and what was rated lower since stays so', async () => {
  const { thread_id } = await say('They shot a man at the corner store and he died')
  const tip = await tipOf(thread_id)
  expect(tip).toMatchObject({ flags: ['death'], severity: 'critical' })
  await node.deps.db.updateTable('tip').set({ severity: 'high' }).where('id', '=', tip.id).execute()
  await say('they killed him')
  expect(await tipOf(thread_id)).toMatchObject({ flags: ['death'], severity: 'high' })
})

test('it stands out while it is happening, and no longer', async () => {
  const from = '+15555557002'
  const { thread_id } = await say('Hello', from)
  await say('1', from)
  expect(await tipOf(thread_id)).toMatchObject({ flags: ['happening_now'], severity: 'unrated' })
  await say('I am safe', from)
  expect(await tipOf(thread_id)).toMatchObject({ flags: [] })
})

test('what is masked is sealed beside the words, in the message and in the answer', async () => {
  const text = 'They took my neighbor on Main street today, he is undocumented'
  const { thread_id } = await say(text, '+15555557003')
  const at = text.indexOf('undocumented')
  const masked = [{ start: at, end: at + 'undocumented'.length, kind: 'status' }]
  const { messages, answers } = await readThread(node.deps, thread_id)
  expect(messages[0]?.body).toMatchObject({ text, masked })
  expect(answers['account']).toMatchObject({ words: text, masked })
})
