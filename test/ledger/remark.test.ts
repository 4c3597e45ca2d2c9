import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InboundContent } from '../../src/channels/channel.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { verifyLedger } from '../../src/ledger/verify/verify.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

/** Somebody's whole conversation, and what the ledger says of it. */
async function talk(from: string, contents: InboundContent[]) {
  let thread_id = ''
  for (const [n, content] of contents.entries()) {
    const place = { channel: 'sms', from, to: '+15555550100' } as const
    const inbound = { ...place, provider_id: randomUUID(), raw: '', content }
    const at = Date.now() + n * 1_000
    ;({ thread_id } = await node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at }))
  }
  return node.deps.db
    .selectFrom('event')
    .select(['action', 'tip_id', 'objects', 'details', 'actor'])
    .where('thread_id', '=', thread_id)
    .orderBy('id')
    .execute()
}

const say = (text: string): InboundContent => ({ type: 'message', text, files: [] })
const press = (question: string, choice: string): InboundContent => {
  return { type: 'button', question, choice }
}

test('going on is consent, and reading back is adopted or corrected', async () => {
  const events = await talk('+15555559001', [
    say('Two men pushed my neighbour to the ground and took his phone'),
    press('timing', 'earlier'),
    press('contact', 'confidential'),
    press('read_back', 'corrected'),
    press('read_back', 'correct'),
  ])
  const actions = events.map(({ action }) => action).filter((one) => one !== 'message.stored')
  expect(actions).toContain('consent.given')
  expect(actions).toContain('consent.changed')
  expect(actions.filter((one) => one.startsWith('statement.'))).toEqual([
    'statement.corrected',
    'statement.adopted',
  ])
  const consent = events.find(({ action }) => action === 'consent.given')
  expect(consent).toMatchObject({
    actor: 'person',
    objects: [{ type: 'answer', id: expect.stringContaining(':notice:') }],
    details: { script_version: expect.any(String) },
  })
  const first = events.findIndex(({ action }) => action === 'consent.given')
  expect(events[first - 1]?.action).toBe('message.stored')
})

test('taking back is told', async () => {
  const events = await talk('+15555559002', [
    say('Hello'),
    press('timing', 'earlier'),
    say('DELETE'),
    say('1'),
  ])
  const taken = events.find(({ action }) => action === 'tip.withdrawn')
  expect(taken).toMatchObject({ actor: 'person', objects: [] })
  expect(taken?.tip_id).not.toBeNull()
})

test('and all of it is as the ledger says', async () => {
  const { deps } = node
  await sealEvents(deps)
  const { findings } = await verifyLedger(deps.db, { keys: deps.keys })
  expect(findings).toEqual({ list: [], more: 0 })
})
