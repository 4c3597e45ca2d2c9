import type { KeyObject } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { fileKey, openChunks, sealChunks, sealedPart, sealedSize } from '../seal/chunks.ts'
import type { ByteRange } from '../storage/storage.ts'
import { hashing, hashOf } from './measure.ts'
import { reserve } from './objects/reserve.ts'
import { watchStream } from './watch-stream.ts'

/** A plain file that can be read more than once. */
export interface PlainFile {
  /** Of the plain bytes, in hex. */
  sha256: string
  size: number
  read(): ReadableStream<Uint8Array>
}

/** A stored file and what opens it. */
export interface SealedFile {
  /** Its name in the storage. */
  object: string
  /** The thread's key. */
  key: KeyObject
  /** Of the plain bytes, in hex. */
  sha256: string
  size: number
}

/**
 * Seals a file under a thread's key, stores it, reads it back and opens it again: only when both the
 * sealed and the plain bytes are what they were does it return, with the name it lies under. The same
 * file in the same thread lies under the same name. It is reserved before: name it in a transaction that
 * holds it (`requireReserved`). Throws `storage-unavailable`, to be tried again.
 */
export async function storeSealed(
  { db, storage, now }: Pick<Deps, 'db' | 'storage' | 'now'>,
  thread: KeyObject,
  file: PlainFile,
): Promise<string> {
  const key = fileKey(thread, Buffer.from(file.sha256, 'hex'))
  const sealed = () => file.read().pipeThrough(sealChunks(key))
  const object = await hashOf(sealed())
  await reserve({ db, now }, object)
  try {
    const stored = { object, key: thread, sha256: file.sha256, size: file.size }
    const put = () => storage.put(object, sealedSize(file.size), sealed())
    await put()
    if (await isIntact({ storage }, stored)) return object
    // What lay there already was damaged: these bytes are what it was.
    await storage.remove(object)
    await put()
    if (!(await isIntact({ storage }, stored))) throw new Error('what was stored reads otherwise')
  } catch (error) {
    throw new Failure('storage-unavailable', 'The file could not be stored', { cause: error })
  }
  return object
}

/**
 * Whether a stored file is, sealed and opened, byte for byte what it was. Throws `not-found` when it is not
 * there, and `storage-unavailable` when the storage breaks off: that says nothing of the file.
 */
export async function isIntact(
  { storage }: Pick<Deps, 'storage'>,
  { object, key: thread, sha256 }: SealedFile,
): Promise<boolean> {
  const key = fileKey(thread, Buffer.from(sha256, 'hex'))
  const sealed = hashing()
  let trouble: unknown
  const bytes = await storage.get(object).catch(unavailable)
  // A stream that failed by itself is told from one whose reader could make nothing of it.
  const stored = watchStream(bytes, (error) => (trouble = error))
  const plain = stored.pipeThrough(sealed.stream).pipeThrough(openChunks(key))
  const opened = await hashOf(plain).catch(() => undefined)
  if (trouble) unavailable(trouble)
  return opened === sha256 && sealed.result() === object
}

function unavailable(cause: unknown): never {
  if (cause instanceof Failure) throw cause
  throw new Failure('storage-unavailable', 'The storage broke off', { cause })
}

/** Opens a stored file, or a part of it. Bytes that were changed end the stream with an error. */
export async function openSealed(
  { storage }: Pick<Deps, 'storage'>,
  { object, key: thread, sha256, size }: SealedFile,
  range?: ByteRange,
): Promise<ReadableStream<Uint8Array>> {
  const key = fileKey(thread, Buffer.from(sha256, 'hex'))
  if (!range) return (await storage.get(object)).pipeThrough(openChunks(key))
  const { from, to, open } = sealedPart(key, size, range)
  return (await storage.get(object, { from, to })).pipeThrough(open)
}
