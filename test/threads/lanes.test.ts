import { setImmediate as tick } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../src/errors.ts'
import { type RunBatch, shareTurns } from '../../src/threads/lanes.ts'
import type { Arrival, Turn } from '../../src/threads/turns.ts'

const arrival = (thread: string, id = '1'): Arrival => ({
  from: 'inside',
  thread,
  sent_by: id,
  event: { type: 'follow-up-sent', id, at: 0, text: '', language: 'en' },
})
const turnOf = (one: Arrival): Turn => ({
  thread_id: one.from === 'inside' ? one.thread : '',
  message_id: one.from === 'inside' ? one.sent_by : '',
  reply: null,
  duplicate: false,
})
const names = (batch: Arrival[]) => batch.map((one) => turnOf(one).thread_id)

test('turns that wait at the same moment share a batch', async () => {
  const batches: string[][] = []
  const run: RunBatch = async (batch) => {
    batches.push(names(batch))
    await tick()
    return batch.map(turnOf)
  }
  const turns = shareTurns(run, { lanes: 1, most: 3 })
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((thread) => turns.advance(arrival(thread))))
  expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e']])
})

test('a thread is in one batch at a time and its turns keep their order', async () => {
  const order: string[] = []
  let together = 0
  const run: RunBatch = async (batch) => {
    together++
    expect(new Set(names(batch)).size).toBe(batch.length)
    await tick()
    order.push(
      ...batch.filter((one) => names([one])[0] === 'a').map((one) => turnOf(one).message_id),
    )
    together--
    return batch.map(turnOf)
  }
  const turns = shareTurns(run, { lanes: 3, most: 10 })
  const ids = Array.from({ length: 20 }, (_, n) => String(n))
  await Promise.all(
    ids.flatMap((id) => [turns.advance(arrival('a', id)), turns.advance(arrival(id))]),
  )
  expect(order).toEqual(ids)
  expect(together).toBe(0)
})

test('a poisoned turn fails alone; the others of its batch go through', async () => {
  const run: RunBatch = async (batch) => {
    await tick()
    if (names(batch).includes('poison')) throw Object.assign(new Error('no'), { code: '22021' })
    return batch.map(turnOf)
  }
  const turns = shareTurns(run, { lanes: 1, most: 10 })
  const all = ['first', 'a', 'poison', 'b'].map((thread) => turns.advance(arrival(thread)))
  const results = await Promise.allSettled(all)
  expect(results.map((one) => one.status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
})

test('an outage refuses the whole batch at once, as something to try again', async () => {
  let runs = 0
  const run: RunBatch = async () => {
    runs++
    throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
  }
  const turns = shareTurns(run, { lanes: 1, most: 10 })
  const results = await Promise.allSettled(
    ['a', 'b', 'c'].map((one) => turns.advance(arrival(one))),
  )
  for (const result of results) {
    expect(result).toMatchObject({ reason: { code: 'database-unavailable', retryable: true } })
    expect(result.status === 'rejected' && result.reason).toBeInstanceOf(Failure)
  }
  expect(runs).toBeLessThanOrEqual(2)
})

test('a turn that lost a race runs again, and gives up in the end', async () => {
  let tries = 0
  const run: RunBatch = async (batch) =>
    batch.map((one) => (names([one])[0] === 'stuck' || tries++ < 3 ? 'again' : turnOf(one)))
  const turns = shareTurns(run, { lanes: 2, most: 10 })
  await expect(turns.advance(arrival('a'))).resolves.toMatchObject({ thread_id: 'a' })
  expect(tries).toBe(4)
  await expect(turns.advance(arrival('stuck'))).rejects.toMatchObject({ code: 'conflict' })
})

test('a further lane opens only for as many turns as are worth a commit', async () => {
  const batches: string[][] = []
  let together = 0
  let most = 0
  const run: RunBatch = async (batch) => {
    batches.push(names(batch))
    most = Math.max(most, ++together)
    await tick()
    together--
    return batch.map(turnOf)
  }
  const turns = shareTurns(run, { lanes: 2, most: 10, worth: 3 })
  const send = (...threads: string[]) => threads.map((one) => turns.advance(arrival(one)))
  await Promise.all(send('a', 'b', 'c'))
  expect(batches).toEqual([['a'], ['b', 'c']])
  expect(most).toBe(1)
  await tick()
  await Promise.all(send('d', 'e', 'f', 'g'))
  expect(batches.slice(2)).toEqual([['d'], ['e', 'f', 'g']])
  expect(most).toBe(2)
})

test('a further lane opens once as many turns wait as the other carries', async () => {
  const batches: string[][] = []
  const ends: (() => void)[] = []
  const run: RunBatch = async (batch) => {
    batches.push(names(batch))
    await new Promise<void>((resolve) => ends.push(resolve))
    return batch.map(turnOf)
  }
  const turns = shareTurns(run, { lanes: 2, most: 10 })
  const send = (...threads: string[]) => threads.map((one) => turns.advance(arrival(one)))
  send('a', 'b', 'c', 'd', 'e')
  expect(batches).toEqual([['a'], ['b']])
  ends[0]?.()
  await tick()
  ends[1]?.()
  await tick()
  expect(batches.slice(2)).toEqual([['c', 'd', 'e']])
  send('f', 'g')
  expect(batches).toHaveLength(3)
  send('h')
  expect(batches.slice(3)).toEqual([['f', 'g', 'h']])
})
