import type { ByteRange } from './storage.ts'

/** Lets a part of what runs through it pass, and ends it after that. */
export function cut({ from, to }: ByteRange): TransformStream<Uint8Array, Uint8Array> {
  let at = 0
  return new TransformStream({
    transform(piece, out) {
      const some = piece.subarray(Math.max(from - at, 0), Math.max(to - at, 0))
      at += piece.length
      if (some.length > 0) out.enqueue(some)
      if (at >= to) out.terminate()
    },
  })
}
