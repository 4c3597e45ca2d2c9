import { setImmediate as tick } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../src/errors.ts'
import { type Lanes, type RunBatch, shareWork } from '../../src/threads/lanes.ts'

interface Item {
  key: string
  id: string
}

const keys = (batch: Item[]) => batch.map(({ key }) => key)
const item = (key: string, id = '1'): Item => ({ key, id })

function share(run: RunBatch<Item, string>, lanes: Lanes) {
  return shareWork(run, ({ key }) => key, lanes)
}

test('what waits at the same moment shares a batch', async () => {
  const batches: string[][] = []
  const work = share(
    async (batch) => {
      batches.push(keys(batch))
      await tick()
      return keys(batch)
    },
    { lanes: 1, most: 3 },
  )
  const results = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => work(item(key))))
  expect(batches).toEqual([['a'], ['b', 'c', 'd'], ['e']])
  expect(results).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('a key is in one batch at a time and its items keep their order', async () => {
  const order: string[] = []
  let together = 0
  let most = 0
  const work = share(
    async (batch) => {
      most = Math.max(most, ++together)
      expect(new Set(keys(batch)).size).toBe(batch.length)
      await tick()
      order.push(...batch.filter(({ key }) => key === 'a').map(({ id }) => id))
      together--
      return keys(batch)
    },
    { lanes: 3, most: 10 },
  )
  const ids = Array.from({ length: 20 }, (_, n) => String(n))
  await Promise.all(ids.flatMap((id) => [work(item('a', id)), work(item(id))]))
  expect(order).toEqual(ids)
  expect(most).toBeGreaterThan(1)
})

test('a poisoned item fails alone; the others of its batch go through', async () => {
  const work = share(
    async (batch) => {
      await tick()
      if (keys(batch).includes('poison')) throw Object.assign(new Error('no'), { code: '22021' })
      return keys(batch)
    },
    { lanes: 1, most: 10 },
  )
  const results = await Promise.allSettled(
    ['first', 'a', 'poison', 'b'].map((key) => work(item(key))),
  )
  const became = results.map(({ status }) => status)
  expect(became).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

test('an outage refuses the whole batch at once, as something to try again', async () => {
  let runs = 0
  const work = share(
    async () => {
      runs++
      throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
    },
    { lanes: 1, most: 10 },
  )
  const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => work(item(key))))
  for (const result of results) {
    expect(result).toMatchObject({ reason: { code: 'database-unavailable', retryable: true } })
    expect(result.status === 'rejected' && result.reason).toBeInstanceOf(Failure)
  }
  expect(runs).toBeLessThanOrEqual(2)
})

test('a batch that forgets an item fails it, rather than leave somebody waiting', async () => {
  const work = share(async () => [], { lanes: 1, most: 10 })
  await expect(work(item('a'))).rejects.toThrow('no result')
})

test('a further lane opens only for as many as are worth a commit', async () => {
  const batches: string[][] = []
  let together = 0
  let most = 0
  const work = share(
    async (batch) => {
      batches.push(keys(batch))
      most = Math.max(most, ++together)
      await tick()
      together--
      return keys(batch)
    },
    { lanes: 2, most: 10, worth: 3 },
  )
  const send = (...all: string[]) => all.map((key) => work(item(key)))
  await Promise.all(send('a', 'b', 'c'))
  expect(batches).toEqual([['a'], ['b', 'c']])
  expect(most).toBe(1)
  await tick()
  await Promise.all(send('d', 'e', 'f', 'g'))
  expect(batches.slice(2)).toEqual([['d'], ['e', 'f', 'g']])
  expect(most).toBe(2)
})

test('a further lane opens once as many wait as the other carries', async () => {
  const batches: string[][] = []
  const ends: (() => void)[] = []
  const work = share(
    async (batch) => {
      batches.push(keys(batch))
      await new Promise<void>((resolve) => ends.push(resolve))
      return keys(batch)
    },
    { lanes: 2, most: 10 },
  )
  const send = (...all: string[]) => all.forEach((key) => void work(item(key)))
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
