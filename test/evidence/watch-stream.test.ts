import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchStream } from '../../src/evidence/watch-stream.ts'

function slow(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(out) {
      await wait(20)
      out.enqueue(new Uint8Array(10))
    },
  })
}

test('a reader that wants no more is no failure, also while a piece is on its way', async () => {
  const told: unknown[] = []
  for await (const _ of watchStream(slow(), (error) => told.push(error))) break
  const reader = watchStream(slow(), (error) => told.push(error)).getReader()
  const reading = reader.read()
  await reader.cancel()
  await reading
  await wait(100)
  expect(told).toEqual([])
})

test('a stream that fails says so, to its reader too', async () => {
  const told: unknown[] = []
  const broken = new ReadableStream<Uint8Array>({ pull: (out) => out.error(new Error('broken')) })
  const reader = watchStream(broken, (error) => told.push(error)).getReader()
  await expect(reader.read()).rejects.toThrow('broken')
  expect(told).toMatchObject([{ message: 'broken' }])
})
