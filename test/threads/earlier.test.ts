import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { settleFinding } from '../../src/threads/settle-finding.ts'
import { latestAnswers } from '../../src/tips/store.ts'
import { readMessages, readTip, requireTip } from '../../src/tips/read.ts'
import { listTips } from '../support/read-thread.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

let clock = Date.now()
function say(from: string, text: string) {
  const inbound = {
    ...({ channel: 'sms', provider_id: randomUUID(), from, to: '', raw: '' } as const),
    content: { type: 'message' as const, text, files: [] },
  }
  clock += 60_000
  return node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at: clock })
}

/** The tips of a thread, the oldest first. */
async function tipsOf(thread_id: string) {
  const rows = await listTips(node.deps, thread_id)
  return Promise.all(rows.map(({ code }) => requireTip(node.deps, code)))
}

async function textsOf(tip: Awaited<ReturnType<typeof tipsOf>>[number]) {
  const { items } = await readMessages(node.deps, tip, { limit: 100 })
  return items.map(({ text }) => text)
}

const by = randomUUID()
const first = 'They took my neighbor from the laundry yesterday'
const second = 'Two men in masks broke the window of my car today'

test('an answer about an earlier report stands in it, with its own words kept; the new one goes on', async () => {
  const { thread_id } = await say('+15555559001', first)
  await say('+15555559001', 'NEW')
  await say('+15555559001', second)
  const [old] = await tipsOf(thread_id)
  await sendFollowUp(node.deps, { tip_id: old!.id, sent_by: by, text: 'What was his name?' })
  await say('+15555559001', 'It is Luis')
  await sendFollowUp(node.deps, { tip_id: old!.id, sent_by: by, template: 'more_detail' })
  await say('+15555559001', 'He wore a red coat')
  await say('+15555559001', '2')
  const [before, now] = await tipsOf(thread_id)
  expect((await readTip(node.deps, before!)).answers).toMatchObject({
    account: { value: `${first}\nHe wore a red coat`, version: 2 },
    follow_up: { value: 'It is Luis' },
  })
  expect(await textsOf(before!)).toEqual(
    expect.arrayContaining(['What was his name?', 'It is Luis', 'He wore a red coat']),
  )
  expect((await readTip(node.deps, now!)).answers).toMatchObject({
    account: { value: second },
    timing: { value: ['last_24h'] },
  })
  expect(await textsOf(now!)).not.toContain('It is Luis')
})

test('asking sets a tip waiting, and hearing from the person opens it again', async () => {
  const { thread_id } = await say('+15555559002', first)
  const [tip] = await tipsOf(thread_id)
  const status = async () => (await tipsOf(thread_id))[0]?.status
  await sendFollowUp(node.deps, { tip_id: tip!.id, sent_by: by, text: 'What was his name?' })
  expect(await status()).toBe('waiting')
  await say('+15555559002', 'It is Luis')
  expect(await status()).toBe('open')
  await node.deps.db.updateTable('tip').set({ status: 'spam' }).where('id', '=', tip!.id).execute()
  await sendFollowUp(node.deps, { tip_id: tip!.id, sent_by: by, text: 'Are you there?' })
  await say('+15555559002', 'Yes')
  expect(await status()).toBe('spam')
})

test('staff settle what was read from the account, and what the person says next has its own version', async () => {
  const { thread_id } = await say('+15555559003', second)
  const [tip] = await tipsOf(thread_id)
  const answer = async (question: string) => {
    const rows = await latestAnswers(node.deps.db, [tip!.id])
    return rows.find((row) => row.question === question)
  }
  const face = await answer('identification')
  expect(face).toMatchObject({ state: 'not_asked', codes: ['face_covered'], version: 1 })
  const verdict = { question: 'identification', version: 1, right: true, by }
  await settleFinding(node.deps, tip!, verdict)
  expect(await answer('identification')).toMatchObject({
    ...{ state: 'answered', derived_by: 'staff_coded', version: 2, codes: ['face_covered'] },
    finding: { confirmed: 'staff' },
    message_ids: face?.message_ids,
  })
  await settleFinding(node.deps, tip!, { ...verdict, question: 'acts', right: false })
  expect(await answer('acts')).toMatchObject({ state: 'not_asked', codes: null, version: 2 })
  await expect(settleFinding(node.deps, tip!, verdict)).rejects.toMatchObject({ code: 'conflict' })
  await say('+15555559003', 'NEW')
  await sendFollowUp(node.deps, { tip_id: tip!.id, sent_by: by, template: 'name_or_number' })
  await say('+15555559003', 'One was called Smith')
  expect(await answer('identification')).toMatchObject({ version: 3, codes: ['face_covered'] })
  const events = await node.deps.db
    .selectFrom('event')
    .select(['action', 'actor'])
    .where('tip_id', '=', tip!.id)
    .where('action', 'like', 'answer.%')
    .orderBy('id')
    .execute()
  const actor = `staff:${by}`
  expect(events).toEqual([
    { action: 'answer.confirmed', actor },
    { action: 'answer.refused', actor },
  ])
})

test('what the person has answered since is not settled by staff', async () => {
  const { thread_id } = await say('+15555559004', second)
  const [tip] = await tipsOf(thread_id)
  await say('+15555559004', '2')
  await say('+15555559004', '2')
  await say('+15555559004', '2')
  const stale = { question: 'identification', version: 7, right: true, by }
  await expect(settleFinding(node.deps, tip!, stale)).rejects.toMatchObject({ code: 'conflict' })
})
