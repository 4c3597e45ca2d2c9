import { Failure } from '../errors.ts'
import { otherLength, partLength, partsOf, wholeOf } from './parts.ts'
import type { ByteRange, Storage } from './storage.ts'

/**
 * As much of a bound R2 bucket as is used here.
 * https://developers.cloudflare.com/r2/api/workers/workers-api-reference/
 */
export interface Bucket {
  head(name: string): Promise<{ size: number } | null>
  get(
    name: string,
    options?: { range: { offset: number; length: number } },
  ): Promise<{ body: ReadableStream<Uint8Array> } | null>
  put(name: string, bytes: Uint8Array): Promise<unknown>
  delete(name: string): Promise<void>
  createMultipartUpload(name: string): Promise<BucketUpload>
}

interface BucketUpload {
  uploadPart(number: number, bytes: Uint8Array): Promise<BucketPart>
  complete(parts: BucketPart[]): Promise<unknown>
  abort(): Promise<void>
}

interface BucketPart {
  partNumber: number
  etag: string
}

/** A bucket of Cloudflare's, bound to the Worker. */
export function createR2Storage(bucket: Bucket): Storage {
  return {
    put: (name, size, bytes) => putFile(bucket, { name, size }, bytes),
    get: (name, range) => getFile(bucket, name, range),
    size: async (name) => (await bucket.head(name))?.size,
    remove: (name) => bucket.delete(name),
  }
}

async function putFile(
  bucket: Bucket,
  { name, size }: { name: string; size: number },
  bytes: ReadableStream<Uint8Array>,
): Promise<void> {
  if ((await bucket.head(name))?.size === size) return bytes.cancel()
  if (size <= partLength) return void (await bucket.put(name, await wholeOf(bytes, size)))
  const upload = await bucket.createMultipartUpload(name)
  try {
    await upload.complete(await putParts(upload, size, bytes))
  } catch (error) {
    await upload.abort()
    throw error
  }
}

async function putParts(
  upload: BucketUpload,
  size: number,
  bytes: ReadableStream<Uint8Array>,
): Promise<BucketPart[]> {
  const parts: BucketPart[] = []
  let sent = 0
  for await (const part of partsOf(bytes)) {
    parts.push(await upload.uploadPart(parts.length + 1, part))
    sent += part.length
  }
  if (sent !== size) throw otherLength()
  return parts
}

async function getFile(
  bucket: Bucket,
  name: string,
  range?: ByteRange,
): Promise<ReadableStream<Uint8Array>> {
  const options = range && { range: { offset: range.from, length: range.to - range.from } }
  const found = await bucket.get(name, options)
  if (!found) throw new Failure('not-found', 'The storage lacks a file')
  return found.body
}
