import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound, Sent } from '../../src/channels/channel.ts'
import type { Deps } from '../../src/deps.ts'
import { eraseDue } from '../../src/retention/erase.ts'
import { sendMessage } from '../../src/threads/deliver.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { settleFinding } from '../../src/threads/settle-finding.ts'
import { sendUploadLink } from '../../src/threads/upload-link.ts'
import { requireTip } from '../../src/tips/read.ts'
import { latestAnswers } from '../../src/tips/store.ts'
import { listTips } from '../support/read-thread.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

let counter = 0

async function say(from: string, text: string) {
  const inbound: Inbound = {
    ...{ channel: 'sms', provider_id: randomUUID(), raw: text, from, to: '+15555550100' },
    content: { type: 'message', text, files: [] },
  }
  const at = Date.now() + counter++
  return node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at })
}

/** Somebody who told one thing, and is telling another. */
async function twoTips() {
  const from = `+1555557${2000 + counter++}`
  for (const text of [
    'Hello',
    '4',
    'Yesterday at 9 am ICE agents broke a door on Oak Street',
    'NEW',
    '4',
  ]) {
    await say(from, text)
  }
  const { thread_id } = await say(from, 'They took a man away on Elm Street')
  const tips = await listTips(node.deps, thread_id)
  return { from, first: tips[0]!.id, second: tips[1]!.id }
}

async function erase(tip_id: string) {
  await node.deps.db
    .updateTable('tip')
    .set({ stage: 'withdrawn', erase_at: new Date(0) })
    .where('id', '=', tip_id)
    .execute()
  await eraseDue(node.deps)
}

/** Everything as it is, but for what happens just before a turn begins. */
function meanwhile(happens: () => Promise<unknown>): Deps {
  const { turns } = node.deps
  const once = { advance: turns.advance }
  once.advance = async (arrival) => {
    once.advance = turns.advance
    await happens()
    return turns.advance(arrival)
  }
  return { ...node.deps, turns: { advance: (arrival) => once.advance(arrival) } }
}

const asked = (tip_id: string) => ({ tip_id, text: 'Who else saw it?', sent_by: 'inv' })

const followUps = () =>
  node.deps.db
    .selectFrom('message')
    .select(['id', 'tip_id', 'status', 'error_code'])
    .where('kind', '=', 'follow-up')
    .execute()

test.each(['first', 'second'] as const)(
  'what staff write while the %s of two tips is erased is not written at all',
  async (which) => {
    const tips = await twoTips()
    const before = await followUps()
    const deps = meanwhile(() => erase(tips[which]))
    await expect(sendFollowUp(deps, asked(tips[which]))).rejects.toMatchObject({
      code: 'cannot-reach',
    })
    const links = await twoTips()
    const offering = meanwhile(() => erase(links[which]))
    await expect(sendUploadLink(offering, links[which], 'inv')).rejects.toMatchObject({
      code: 'cannot-reach',
    })
    expect(await followUps()).toEqual(before)
  },
)

test('what staff say of an answer while its tip is erased is not written', async () => {
  const { first } = await twoTips()
  const { code } = await node.deps.db
    .selectFrom('tip')
    .select('code')
    .where('id', '=', first)
    .executeTakeFirstOrThrow()
  const tip = await requireTip(node.deps, code)
  const open = (await latestAnswers(node.deps.db, [first])).find(
    ({ finding }) => finding?.confirmed === 'no',
  )!
  const { question, version } = open
  const deps = meanwhile(() => erase(first))
  const verdict = { question, version, right: true, by: 'inv' }
  await expect(settleFinding(deps, tip, verdict)).rejects.toMatchObject({ code: 'not-found' })
  const answers = await latestAnswers(node.deps.db, [first])
  expect(answers.every(({ words }) => words === null)).toBe(true)
})

test('what staff write while the person begins another tip stands under the one they asked about', async () => {
  const { from, second } = await twoTips()
  const deps = meanwhile(async () => {
    for (const text of ['NEW', '4', 'A third thing on Ash Street']) await say(from, text)
  })
  const { message_id } = await sendFollowUp(deps, asked(second))
  const written = await followUps()
  expect(written.find(({ id }) => id === message_id)).toMatchObject({ tip_id: second })
})

test('a question that waits is not sent once its tip is taken back', async () => {
  const { from, second } = await twoTips()
  const { message_id } = await sendFollowUp(node.deps, asked(second))
  await say(from, 'DELETE')
  await say(from, '1')
  const tip = await node.deps.db.selectFrom('tip').selectAll().where('id', '=', second).execute()
  expect(tip).toMatchObject([{ stage: 'withdrawn' }])
  const { sent, deps } = recording({ status: 'sent', provider_id: 'SM1' })
  await sendMessage(deps, message_id)
  expect(sent).toEqual([])
  const written = await followUps()
  expect(written.find(({ id }) => id === message_id)).toMatchObject({
    ...{ status: 'failed', error_code: 'withdrawn' },
  })
})

test('a message that the provider refuses while it is erased waits no more', async () => {
  const { first } = await twoTips()
  const { message_id } = await sendFollowUp(node.deps, asked(first))
  const refused = { status: 'failed', code: '20429', retryable: true } as const
  const { deps } = recording(refused, () => erase(first))
  await sendMessage(deps, message_id).catch(() => undefined)
  const written = await followUps()
  expect(written.find(({ id }) => id === message_id)).toMatchObject({ status: 'failed' })
})

/** A channel that answers so, after something has happened. */
function recording(outcome: Sent, happens = async () => {}) {
  const sent: string[] = []
  const send = async ({ message_id }: { message_id: string }) => {
    sent.push(message_id)
    await happens()
    return outcome
  }
  const { sms } = node.deps.channels
  const deps = { ...node.deps, channels: { ...node.deps.channels, sms: { ...sms, send } } }
  return { sent, deps }
}
