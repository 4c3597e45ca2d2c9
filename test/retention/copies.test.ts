import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Inbound } from '../../src/channels/channel.ts'
import { examine } from '../../src/commands/checks.ts'
import { clearFile, clearMessage } from '../../src/evidence/provider/clear.ts'
import { sweepCopies } from '../../src/evidence/provider/sweep.ts'
import { fetchMedia } from '../../src/evidence/fetch.ts'
import { eraseDue } from '../../src/retention/erase.ts'
import { takePicture } from '../../src/simulator/picture.ts'
import { recordDelivery } from '../../src/threads/deliver.ts'
import { openPlayground, picture, type Playground } from '../simulator/playground.ts'
import { twilioNumber, twilioSid } from '../support/node.ts'

let ground: Playground

beforeEach(async () => {
  ground = await openPlayground()
})
afterEach(() => ground.close())

const day = 24 * 3_600_000
const ana = '+13125550188'

/** Somebody sends pictures; nothing of them is fetched. */
async function send(files: number) {
  const pictures = Array.from({ length: files }, () => takePicture())
  ground.twilio.send(ana, { text: 'They took him', files: pictures })
  await ground.twilio.settled()
  const { db } = ground.node.deps
  const evidence = await db.selectFrom('evidence').select('id').execute()
  return { evidence: evidence.map(({ id }) => id) }
}

/** Erases every tip, as after the grace. */
async function erase(deps = ground.node.deps) {
  await deps.db
    .updateTable('tip')
    .set({ stage: 'withdrawn', erase_at: new Date(0) })
    .execute()
  await eraseDue(deps)
}

const rows = () => ground.node.deps.db.selectFrom('message').selectAll().orderBy('at').execute()
const names = async () =>
  (await rows()).flatMap(({ provider_id, provider_ref }) => provider_id ?? provider_ref ?? [])
const atTwilio = () => [...ground.twilio.store.messages.keys()]

async function failures() {
  const events = await ground.node.deps.db
    .selectFrom('event')
    .select('details')
    .where('action', '=', 'provider.purge-failed')
    .execute()
  return events.map(({ details }) => details)
}

test('a copy that the provider was not done with when its tip was erased goes after all', async () => {
  const { deps, queue } = ground.node
  const { evidence } = await send(1)
  await fetchMedia(deps, evidence[0]!)
  ground.twilio.faults.fail = true
  await expect(clearFile(deps, evidence[0]!)).rejects.toMatchObject({ retryable: true })
  ground.twilio.faults.fail = false
  await erase()
  expect((await rows()).every(({ body }) => body.length === 0)).toBe(true)
  expect((await names()).sort()).toEqual(atTwilio().sort())
  await queue.drain(deps)
  expect(atTwilio()).toEqual([])
  expect(await names()).toEqual([])
  expect((await rows()).every(({ copy_removed_at }) => copy_removed_at)).toBe(true)
})

test('a file that was never fetched goes with its message', async () => {
  await send(1)
  await erase()
  await ground.node.queue.drain(ground.node.deps)
  expect(atTwilio()).toEqual([])
  expect(await names()).toEqual([])
})

test('so does what a caller said', async () => {
  const { deps, queue } = ground.node
  const sid = `RE${'a'.repeat(32)}`
  ground.twilio.recordings.set(sid, picture(sid))
  const url = `${deps.config.twilio?.api_url}/2010-04-01/Accounts/${twilioSid}/Recordings/${sid}`
  const inbound: Inbound = {
    ...{ channel: 'sms', provider_id: sid, from: ana, to: twilioNumber, raw: '' },
    content: { type: 'message', text: '', files: [{ kind: 'audio', source: { url } }] },
  }
  await deps.turns.advance({ from: 'outside', line: 'main', inbound, at: Date.now() })
  await erase()
  await queue.drain(deps)
  expect(ground.twilio.recordings.size).toBe(0)
  expect(await names()).toEqual([])
})

test('a line that keeps them keeps no name of them either', async () => {
  const { deps } = ground.node
  const keep = { provider_copies: 'keep' } as const
  const lines = deps.lines.map((line) => ({ ...line, retention: { ...line.retention, ...keep } }))
  await send(0)
  await erase({ ...deps, lines })
  expect(await names()).toEqual([])
  await ground.node.queue.drain(deps)
  expect(atTwilio()).not.toEqual([])
})

test('when nobody tries any more the name goes too, and the ledger says that the copy is left', async () => {
  const { deps } = ground.node
  await send(0)
  await erase()
  const { id } = (await rows())[0]!
  const channels = { ...deps.channels, sms: { ...deps.channels.sms, removeCopy: refuse } }
  const refused = { ...deps, channels }
  await expect(clearMessage(refused, id)).rejects.toMatchObject({ retryable: true })
  expect((await rows())[0]?.provider_ref).not.toBeNull()
  await clearMessage(refused, id, true)
  expect((await rows())[0]).toMatchObject({ provider_ref: null, copy_removed_at: null })
  expect(await failures()).toEqual([
    { message_id: id, code: '20003' },
    { message_id: id, code: '20003', last: true },
  ])
})

const refuse = async () => ({ status: 'failed', code: '20003', patience: 'long' }) as const

test('doctor tells of copies that outlive what was erased for long', async () => {
  await send(0)
  await erase()
  const { deps } = ground.node
  const said = async (later: number) => {
    const findings = await examine({ ...deps, now: () => Date.now() + later })
    return findings.find(({ check }) => check === 'copies')
  }
  expect(await said(14 * day)).toMatchObject({ state: 'ok' })
  expect(await said(16 * day)).toMatchObject({ state: 'wrong', says: expect.stringMatching(/^2 /) })
  await ground.node.queue.drain(deps)
  expect(await said(16 * day)).toMatchObject({ state: 'ok' })
})

/** A reply whose name at the provider nobody has told us yet. */
async function namelessReply() {
  await send(0)
  const { id, provider_id } = (await rows()).find(({ direction }) => direction === 'out')!
  await ground.node.deps.db
    .updateTable('message')
    .set({ provider_id: null, status: 'replied' })
    .where('id', '=', id)
    .execute()
  return { message_id: id, provider_id: provider_id!, status: 'sent' } as const
}

test('a copy whose name comes after the sweep has gone by goes too', async () => {
  const { deps, queue } = ground.node
  const report = await namelessReply()
  const later = { ...deps, now: () => Date.now() + 11 * 60_000 }
  await sweepCopies(later)
  await queue.drain(deps)
  expect(atTwilio()).toEqual([report.provider_id])
  await recordDelivery(later, report)
  await queue.drain(deps)
  expect(atTwilio()).toEqual([])
  expect(await names()).toContain(report.provider_id)
})

test('so does one whose name comes after its tip was erased, and nothing is named any more', async () => {
  const { deps, queue } = ground.node
  const report = await namelessReply()
  await erase()
  await queue.drain(deps)
  expect(atTwilio()).toEqual([report.provider_id])
  await recordDelivery(deps, report)
  await queue.drain(deps)
  expect(atTwilio()).toEqual([])
  expect(await names()).toEqual([])
})
