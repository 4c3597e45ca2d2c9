import { setImmediate as tick } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createOrder } from '../../src/threads/in-order.ts'

test('work of one key goes one after another, in the order it came, and failures hold up nobody', async () => {
  const inOrder = createOrder()
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} begins`)
    await tick()
    log.push(`${name} ends`)
    if (name === 'a1') throw new Error('no')
    return name
  }
  const all = ['a1', 'a2', 'b1', 'a3'].map((name) => inOrder(name.slice(0, 1), work(name)))
  expect(log).toEqual(['a1 begins', 'b1 begins'])
  const results = await Promise.allSettled(all)
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    ...['failed', 'a2', 'b1', 'a3'],
  ])
  expect(log.filter((line) => line.startsWith('a'))).toEqual([
    ...['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends', 'a3 begins', 'a3 ends'],
  ])
})
