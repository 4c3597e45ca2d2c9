import { createHash, createSecretKey, randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileKey, openChunks, sealChunks, sealedPart, sealedSize } from '../../src/seal/chunks.ts'

const thread = createSecretKey(randomBytes(32))
const chunk = 64 * 1024

function keyOf(plain: Uint8Array) {
  return fileKey(thread, createHash('sha256').update(plain).digest())
}

function stream(bytes: Uint8Array, pieces: number[] = []): ReadableStream<Uint8Array> {
  const cuts = [...pieces.map((n) => n % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  )
  const parts = cuts.map((cut, n) => bytes.subarray(cuts[n - 1] ?? 0, cut))
  return new ReadableStream({
    start(out) {
      for (const part of parts) out.enqueue(part)
      out.close()
    },
  })
}

async function sealed(plain: Uint8Array, pieces?: number[]): Promise<Buffer> {
  return buffer(stream(plain, pieces).pipeThrough(sealChunks(keyOf(plain))))
}

const sizes = fc.oneof(
  fc.integer({ min: 0, max: 3 * chunk }),
  fc.constantFrom(0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2 * chunk + 1),
)
const pieces = fc.array(fc.nat(4 * chunk), { maxLength: 6 })

test('what was sealed opens again, however it is cut on the way', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, pieces, pieces, async (size, there, back) => {
      const plain = randomBytes(size)
      const hidden = await sealed(plain, there)
      expect(hidden.length).toBe(sealedSize(size))
      const opened = await buffer(stream(hidden, back).pipeThrough(openChunks(keyOf(plain))))
      expect(opened.equals(plain)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('any part opens alone', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), pieces, async (size, a, b, cuts) => {
      const plain = randomBytes(size)
      const [from = 0, to = 0] = [a % (size + 1), b % (size + 1)].toSorted((x, y) => x - y)
      const part = sealedPart(keyOf(plain), size, { from, to })
      const lying = (await sealed(plain)).subarray(part.from, part.to)
      const opened = await buffer(stream(lying, cuts).pipeThrough(part.open))
      expect(opened.equals(plain.subarray(from, to))).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('the same file in the same thread gives the same bytes, in another thread others', async () => {
  const plain = randomBytes(chunk + 5)
  const other = fileKey(
    createSecretKey(randomBytes(32)),
    createHash('sha256').update(plain).digest(),
  )
  const [one, two] = [await sealed(plain), await sealed(plain, [7, 900, chunk])]
  expect(one.equals(two)).toBe(true)
  expect((await buffer(stream(plain).pipeThrough(sealChunks(other)))).equals(one)).toBe(false)
})

test('nothing of the plain bytes shows', async () => {
  const plain = Buffer.alloc(2 * chunk, 'the words of somebody')
  expect((await sealed(plain)).includes('somebody')).toBe(false)
})

test('a bit changed, a chunk cut off, left out, moved or added: none of it opens', async () => {
  const plain = randomBytes(3 * chunk)
  const whole = await sealed(plain)
  const length = chunk + 16
  const at = (n: number) => whole.subarray(1 + n * length, 1 + (n + 1) * length)
  const head = whole.subarray(0, 1)
  const changed = Buffer.from(whole)
  changed[chunk] = (changed[chunk] ?? 0) ^ 1
  const forged = {
    changed,
    otherVersion: Buffer.concat([Buffer.of(2), whole.subarray(1)]),
    cutOff: Buffer.concat([head, at(0), at(1)]),
    cutWithin: whole.subarray(0, -1),
    leftOut: Buffer.concat([head, at(0), at(2)]),
    moved: Buffer.concat([head, at(1), at(0), at(2)]),
    added: Buffer.concat([whole, at(2)]),
    empty: Buffer.alloc(0),
  }
  for (const [name, bytes] of Object.entries(forged)) {
    const opening = buffer(stream(bytes).pipeThrough(openChunks(keyOf(plain))))
    await expect(opening, name).rejects.toThrow()
  }
})
