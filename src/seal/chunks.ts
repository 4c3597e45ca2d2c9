import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { release } from '../release.ts'

/**
 * Files, sealed piece by piece, so that none is ever in memory whole and a part of one opens alone.
 * A version byte, then chunks of 64 KiB, each AES-256-GCM with its tag behind it. A nonce is the chunk's
 * number and a mark on the last (as in STREAM, https://eprint.iacr.org/2015/189), so that chunks
 * cannot be moved, left out or cut off unseen.
 *
 * The key comes from the thread's key and the SHA-256 of the plain file: no key ever seals two
 * contents, and the same file in the same thread gives the same sealed bytes.
 */
const version = 1
const headLength = 1
const chunkLength = 64 * 1024
const tagLength = 16
const sealedLength = chunkLength + tagLength

/** The key of one file. `sha256` is of the plain bytes. */
export function fileKey(thread: KeyObject, sha256: Uint8Array): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', thread, sha256, 'file', 32)))
}

/** How long a file of that size is once sealed. */
export function sealedSize(size: number): number {
  return headLength + size + chunksOf(size) * tagLength
}

/** Seals a stream, whatever the sizes of its pieces. */
export function sealChunks(key: KeyObject): TransformStream<Uint8Array, Uint8Array> {
  const cut = cutter(chunkLength)
  let number = 0
  return new TransformStream({
    start: (out) => out.enqueue(Uint8Array.of(version)),
    transform(bytes, out) {
      for (const chunk of cut.take(bytes)) out.enqueue(sealChunk(key, number++, false, chunk))
    },
    flush: (out) => out.enqueue(sealChunk(key, number, true, cut.rest())),
  })
}

/** Opens what `sealChunks` made. Errors if a single bit, the key, the order or the end differs. */
export function openChunks(key: KeyObject): TransformStream<Uint8Array, Uint8Array> {
  const body = openFrom(key, 0)
  let begun = false
  return new TransformStream({
    transform(bytes, out) {
      if (bytes.length === 0) return
      if (!begun && bytes[0] !== version) throw new Error('unknown sealed form')
      for (const plain of body.take(begun ? bytes : bytes.subarray(headLength))) out.enqueue(plain)
      begun = true
    },
    flush: (out) => out.enqueue(body.last()),
  })
}

/** Where the sealed bytes lie that hold a part of a file, and how to open just that part. */
export interface SealedPart {
  from: number
  to: number
  open: TransformStream<Uint8Array, Uint8Array>
}

/** The part `from` up to but without `to` of a file of `size` bytes. */
export function sealedPart(
  key: KeyObject,
  size: number,
  { from, to }: { from: number; to: number },
): SealedPart {
  const [first, end] = [Math.floor(from / chunkLength), Math.max(1, Math.ceil(to / chunkLength))]
  const whole = end >= chunksOf(size)
  return {
    from: headLength + first * sealedLength,
    to: whole ? sealedSize(size) : headLength + end * sealedLength,
    open: openPart(openFrom(key, first), whole, {
      skip: from - first * chunkLength,
      take: to - from,
    }),
  }
}

function openPart(
  body: ReturnType<typeof openFrom>,
  whole: boolean,
  { skip, take }: { skip: number; take: number },
): TransformStream<Uint8Array, Uint8Array> {
  const trimmed = (plain: Uint8Array) => {
    const wanted = plain.subarray(Math.min(skip, plain.length)).subarray(0, take)
    skip -= Math.min(skip, plain.length)
    take -= wanted.length
    return wanted
  }
  return new TransformStream({
    transform(bytes, out) {
      for (const plain of body.take(bytes)) out.enqueue(trimmed(plain))
    },
    flush: (out) => out.enqueue(trimmed(whole ? body.last() : body.middle())),
  })
}

/** Opens chunks from the `number`th on. The last is known only when the bytes end. */
function openFrom(key: KeyObject, number: number) {
  const cut = cutter(sealedLength)
  return {
    *take(bytes: Uint8Array) {
      for (const chunk of cut.take(bytes)) yield openChunk(key, number++, false, chunk)
    },
    middle: () => openChunk(key, number, false, cut.rest()),
    last: () => openChunk(key, number, true, cut.rest()),
  }
}

function chunksOf(size: number): number {
  return Math.max(1, Math.ceil(size / chunkLength))
}

function nonceOf(number: number, last: boolean): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = last ? 1 : 0
  return nonce
}

function sealChunk(
  key: KeyObject,
  number: number,
  last: boolean,
  plain: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last))
  const sealed = new Uint8Array(plain.length + tagLength)
  const hidden = cipher.update(plain)
  sealed.set(hidden)
  release(hidden)
  cipher.final()
  sealed.set(cipher.getAuthTag(), plain.length)
  return sealed
}

function openChunk(
  key: KeyObject,
  number: number,
  last: boolean,
  sealed: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const end = sealed.length - tagLength
  if (end < 0) throw new Error('a sealed file is cut off')
  const nonce = nonceOf(number, last)
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  cipher.setAuthTag(sealed.subarray(end))
  const plain = cipher.update(sealed.subarray(0, end))
  cipher.final()
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.length)
}

/**
 * Cuts pieces of any size into equal ones, in memory that is used again: each is to be used up before the
 * next is asked for. One whole piece is held back: it may be the last.
 */
function cutter(length: number) {
  const kept = new Uint8Array(length)
  let filled = 0
  function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < bytes.length;) {
      if (filled === length) {
        yield kept
        filled = 0
      }
      const part = bytes.subarray(at, at + length - filled)
      kept.set(part, filled)
      filled += part.length
      at += part.length
    }
  }
  return {
    take: pieces,
    rest: (): Uint8Array => kept.subarray(0, filled),
  }
}
