import { createHash } from 'node:crypto'
import { Failure } from '../errors.ts'
import { release } from '../release.ts'

/** What is known of a file once all of it has gone by. */
export interface Measures {
  size: number
  /** Hex. */
  sha256: string
  sha512: string
  /** Its beginning, for telling what it is. */
  head: Uint8Array
}

const headLength = 64 * 1024

/**
 * Watches a file go by: hashes from the first byte on, and its size. Throws `too-large` beyond `most`
 * bytes, whatever was announced.
 */
export function measured(most: number): {
  stream: TransformStream<Uint8Array, Uint8Array>
  result(): Measures
} {
  const [sha256, sha512] = [createHash('sha256'), createHash('sha512')]
  const head = new Uint8Array(headLength)
  let size = 0
  const stream = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, out) {
      if (size < headLength) head.set(piece.subarray(0, headLength - size), size)
      size += piece.length
      if (size > most) throw new Failure('too-large', 'The file is larger than the limit')
      sha256.update(piece)
      sha512.update(piece)
      out.enqueue(piece)
    },
  })
  const result = () => ({
    size,
    sha256: sha256.digest('hex'),
    sha512: sha512.digest('hex'),
    head: head.slice(0, size),
  })
  return { stream, result }
}

/** The SHA-256, in hex, of a stream, read to its end and used up. */
export async function hashOf(bytes: ReadableStream<Uint8Array>): Promise<string> {
  const sha256 = createHash('sha256')
  for await (const piece of bytes) {
    sha256.update(piece)
    release(piece)
  }
  return sha256.digest('hex')
}

/** Hashes a stream as it goes by; ask once it has ended. */
export function hashing(): {
  stream: TransformStream<Uint8Array, Uint8Array>
  result(): string
} {
  const sha256 = createHash('sha256')
  const stream = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, out) {
      sha256.update(piece)
      out.enqueue(piece)
    },
  })
  return { stream, result: () => sha256.digest('hex') }
}
