/**
 * The parts that a large file is sent to a bucket in. All but the last are this long, as R2 asks; S3 takes
 * 10,000 parts at most, so this goes up to 80 GB.
 */
export const partLength = 8 * 1024 * 1024

/** Gathers a stream into parts. One is in memory at a time. */
export async function* partsOf(
  bytes: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let part = new Uint8Array(partLength)
  let filled = 0
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length;) {
      const some = piece.subarray(at, at + partLength - filled)
      part.set(some, filled)
      filled += some.length
      at += some.length
      if (filled < partLength) continue
      yield part
      part = new Uint8Array(partLength)
      filled = 0
    }
  }
  if (filled > 0) yield part.subarray(0, filled)
}

/** A small file as a whole. Throws if it is not as long as announced. */
export async function wholeOf(
  bytes: ReadableStream<Uint8Array>,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(size)
  let filled = 0
  for await (const piece of bytes) {
    if (filled + piece.length > size) throw otherLength()
    whole.set(piece, filled)
    filled += piece.length
  }
  if (filled !== size) throw otherLength()
  return whole
}

/** What a storage throws when it was told another size. */
export function otherLength(): Error {
  return new Error('a file to store has another length than announced')
}
