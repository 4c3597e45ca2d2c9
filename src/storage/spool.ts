import { Failure } from '../errors.ts'

/**
 * Where a file waits, whole but unreadable to others, while it is measured and before it is sealed.
 * Nothing of it is left once the process ends.
 */
export interface Spool {
  /** Takes all of it in. Whoever calls removes it. */
  take(bytes: ReadableStream<Uint8Array>): Promise<Spooled>
}

/** A waiting file. It may be read as often as needed. */
export interface Spooled {
  size: number
  read(): ReadableStream<Uint8Array>
  remove(): Promise<void>
}

/** In memory, for runtimes without a disk. Throws `too-large` beyond `most` bytes. */
export function createMemorySpool(most: number): Spool {
  return {
    async take(bytes) {
      const pieces: Uint8Array[] = []
      let size = 0
      for await (const piece of bytes) {
        size += piece.length
        if (size > most) throw new Failure('too-large', 'The file is too large for this runtime')
        pieces.push(piece.slice())
      }
      return { size, read: () => readPieces(pieces), remove: async () => void pieces.splice(0) }
    },
  }
}

function readPieces(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  let next = 0
  return new ReadableStream({
    pull(out) {
      const piece = pieces[next++]
      if (piece) out.enqueue(piece.slice())
      else out.close()
    },
  })
}
