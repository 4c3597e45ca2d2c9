/**
 * Where sealed files lie. One file each, listed in `index.ts`. A name is the SHA-256 of what lies under
 * it, in hex: the same name twice is the same content, and nothing is ever written over.
 */
export interface Storage {
  /** Writes `size` bytes whole or not at all. What lies there already is left as it is. */
  put(name: string, size: number, bytes: ReadableStream<Uint8Array>): Promise<void>
  /** The bytes from `from` up to but without `to`; all of them without a range. Throws `not-found`. */
  get(name: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>
  /** How many bytes lie there, or undefined when nothing does. */
  size(name: string): Promise<number | undefined>
  /** Removes it; nothing there is fine. */
  remove(name: string): Promise<void>
}

export interface ByteRange {
  from: number
  to: number
}
