import { afterEach, beforeEach, expect, test } from 'vitest'
import { clearFile, clearMessage } from '../../src/evidence/provider/clear.ts'
import { sweepCopies } from '../../src/evidence/provider/sweep.ts'
import { fetchMedia } from '../../src/evidence/fetch.ts'
import { takePicture } from '../../src/simulator/picture.ts'
import { openPlayground, type Playground } from '../simulator/playground.ts'
import { readThread } from '../support/read-thread.ts'

let ground: Playground

beforeEach(async () => {
  ground = await openPlayground()
})
afterEach(() => ground.close())

async function send(files: number) {
  const pictures = Array.from({ length: files }, () => takePicture())
  ground.twilio.send('+13125550188', { text: 'They took him', files: pictures })
  await ground.twilio.settled()
  const { deps } = ground.node
  const { id } = await deps.db.selectFrom('thread').select('id').executeTakeFirstOrThrow()
  return readThread(deps, id)
}

const atTwilio = () =>
  [...ground.twilio.store.messages.values()].filter(({ direction }) => direction === 'inbound')

async function actions() {
  const events = await ground.node.deps.db.selectFrom('event').selectAll().orderBy('id').execute()
  return events.map(({ action }) => action).filter((action) => action.startsWith('provider.'))
}

test('copies go once ours stand: each file, then the message', async () => {
  const { deps } = ground.node
  const { evidence } = await send(2)
  const [first = '', second = ''] = evidence.map(({ id }) => id)
  await clearFile(deps, first)
  expect(atTwilio()).toMatchObject([{ files: [{}, {}] }])
  await fetchMedia(deps, first)
  await clearFile(deps, first)
  expect(atTwilio()).toMatchObject([{ files: [{}] }])
  await fetchMedia(deps, second)
  await clearFile(deps, second)
  expect(atTwilio()).toEqual([])
  expect(await actions()).toEqual(
    Array(3).fill(['provider.purge-requested', 'provider.purge-confirmed']).flat(),
  )
  await clearFile(deps, second)
  expect(await actions()).toHaveLength(6)
})

test('the queue does it by itself, and the phone keeps what it sent', async () => {
  const { deps, queue } = ground.node
  await send(1)
  await queue.drain(deps)
  await queue.drain(deps)
  expect(atTwilio()).toEqual([])
  const [sent] = ground.twilio.phones.at('+13125550188').messages
  expect(sent?.files).toHaveLength(1)
})

test('a message that is not finished is tried again', async () => {
  const { deps } = ground.node
  const { evidence } = await send(1)
  const [id = ''] = evidence.map((one) => one.id)
  await fetchMedia(deps, id)
  ground.twilio.faults.fail = true
  await expect(clearFile(deps, id)).rejects.toMatchObject({ retryable: true })
  expect((await actions()).at(-1)).toBe('provider.purge-failed')
  await clearFile(deps, id)
  expect(atTwilio()).toEqual([])
})

test('words alone go too, after a while, and what is on hold goes there as well', async () => {
  const { deps, queue } = ground.node
  await send(0)
  await deps.db.updateTable('tip').set({ hold: true }).execute()
  await sweepCopies(deps)
  await queue.drain(deps)
  expect(atTwilio()).toHaveLength(1)
  const later = { ...deps, now: () => Date.now() + 11 * 60_000 }
  await sweepCopies(later)
  await sweepCopies(later)
  await queue.drain(deps)
  expect(ground.twilio.store.messages.size).toBe(0)
  const messages = await deps.db.selectFrom('message').selectAll().execute()
  expect(messages.every(({ copy_removed_at }) => copy_removed_at)).toBe(true)
})

test('a line that wants them kept keeps them', async () => {
  const { deps } = ground.node
  const keep = { provider_copies: 'keep' } as const
  const lines = deps.lines.map((line) => ({ ...line, retention: { ...line.retention, ...keep } }))
  const { evidence } = await send(1)
  await fetchMedia({ ...deps, lines }, evidence[0]?.id ?? '')
  await sweepCopies({ ...deps, lines, now: () => Date.now() + 11 * 60_000 })
  await ground.node.queue.drain(deps)
  expect(atTwilio()).toMatchObject([{ files: [{}] }])
})

test('a message whose file we do not have keeps it there', async () => {
  const { deps } = ground.node
  const { messages } = await send(1)
  await clearMessage(deps, messages.find(({ direction }) => direction === 'in')?.id ?? '')
  expect(atTwilio()).toMatchObject([{ files: [{}] }])
})

test('a file that our storage lost meanwhile stays at the provider until ours is whole again', async () => {
  const { deps } = ground.node
  const { evidence, messages } = await send(1)
  const [id = ''] = evidence.map((one) => one.id)
  await fetchMedia(deps, id)
  const damage = (damage: 'gone' | null) =>
    deps.db.updateTable('evidence').set({ damage }).where('id', '=', id).execute()
  await damage('gone')
  await expect(clearFile(deps, id)).rejects.toMatchObject({ retryable: true })
  await clearMessage(deps, messages.find(({ direction }) => direction === 'in')?.id ?? '')
  expect(atTwilio()).toMatchObject([{ files: [{}] }])
  await damage(null)
  await clearFile(deps, id)
  expect(atTwilio()).toEqual([])
})
