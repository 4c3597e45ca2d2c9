import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Storage } from '../../src/storage/storage.ts'
import { kinds } from './kinds.ts'

/** What every storage promises, asked of each. */
describe.each(kinds)('$name', ({ open }) => {
  let storage: Storage
  let close: () => Promise<void>

  beforeAll(async () => {
    ;({ storage, close } = await open())
  })
  afterAll(() => close())

  const nameOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const put = async (bytes: Uint8Array, name = nameOf(bytes)) => {
    await storage.put(name, bytes.length, stream(bytes))
    return name
  }

  test.each([0, 1, 300_000, 8 * 1024 * 1024, 20_000_001])('keeps %i bytes', async (size) => {
    const bytes = randomBytes(size)
    const name = await put(bytes)
    expect(await storage.size(name)).toBe(size)
    expect((await buffer(await storage.get(name))).equals(bytes)).toBe(true)
  })

  test('gives a part', async () => {
    const bytes = randomBytes(500_000)
    const name = await put(bytes)
    for (const [from, to] of [
      [0, 7],
      [1, 400_001],
      [499_999, 500_000],
    ] as const) {
      const part = await buffer(await storage.get(name, { from, to }))
      expect(part.equals(bytes.subarray(from, to))).toBe(true)
    }
  })

  test('leaves what lies there as it is', async () => {
    const bytes = randomBytes(1000)
    const name = await put(bytes)
    await put(randomBytes(1000), name)
    expect((await buffer(await storage.get(name))).equals(bytes)).toBe(true)
  })

  test.each([10, 9 * 1024 * 1024])('of %i bytes that break off nothing is left', async (size) => {
    const name = nameOf(randomBytes(8))
    const broken = new ReadableStream<Uint8Array>({
      start: (out) => out.enqueue(randomBytes(size)),
      pull: (out) => out.error(new Error('broken off')),
    })
    await expect(storage.put(name, 2 * size, broken)).rejects.toThrow('broken off')
    expect(await storage.size(name)).toBeUndefined()
  })

  test.each([999, 1001, 9_000_000])('1,000 bytes announced as %i are refused', async (size) => {
    const name = nameOf(randomBytes(8))
    await expect(storage.put(name, size, stream(randomBytes(1000)))).rejects.toThrow()
    expect(await storage.size(name)).toBeUndefined()
  })

  test('what is not there is not found, and may be removed', async () => {
    const name = nameOf(Buffer.from(randomUUID()))
    expect(await storage.size(name)).toBeUndefined()
    await expect(storage.get(name)).rejects.toMatchObject({ code: 'not-found' })
    await storage.remove(name)
  })

  test('what was removed is gone', async () => {
    const name = await put(randomBytes(1000))
    await storage.remove(name)
    expect(await storage.size(name)).toBeUndefined()
  })

  test('several may put the same at once', async () => {
    const bytes = randomBytes(3_000_000)
    const names = await Promise.all(Array.from({ length: 5 }, () => put(bytes)))
    expect((await buffer(await storage.get(names[0] ?? ''))).equals(bytes)).toBe(true)
  })
})

function stream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(out) {
      if (at >= bytes.length) return out.close()
      out.enqueue(bytes.subarray(at, (at += 65_000)))
    },
  })
}
