import { hash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { Failure } from '../errors.ts'
import type { BucketAddress } from './address.ts'
import { cut } from './cut.ts'
import { otherLength, partLength, partsOf, wholeOf } from './parts.ts'
import type { ByteRange, Storage } from './storage.ts'

/** For one request, in which a part of 8 MiB has to get through, and between two pieces of a file. */
const enough = 120_000
const retries = 3

/** One call for an object. Throws for every answer that is neither good nor in `expected`. */
type Call = (
  name: string,
  options?: { method?: string; query?: string; body?: Uint8Array<ArrayBuffer> | string },
  expected?: number,
) => Promise<Response>

/**
 * A bucket of any service that speaks S3, addressed by path, as all of them understand it. `patience`: how
 * many milliseconds it may keep silent.
 */
export function createS3Storage(address: BucketAddress, patience = enough): Storage {
  const call = caller(address, patience)
  return {
    put: (name, size, bytes) => putFile(call, { name, size }, bytes),
    get: (name, range) => getFile(address, patience, { name, range }),
    size: (name) => sizeOf(call, name),
    remove: async (name) => void (await call(name, { method: 'DELETE' }, 404)),
  }
}

function clientOf({ region, access }: BucketAddress): AwsClient {
  const { id = '', secret = '' } = access ?? {}
  return new AwsClient({ accessKeyId: id, secretAccessKey: secret, service: 's3', region, retries })
}

function urlOf({ endpoint, bucket, prefix }: BucketAddress, name: string): string {
  return `${endpoint}/${bucket}/${prefix}${name}`
}

function caller(address: BucketAddress, patience: number): Call {
  const client = clientOf(address)
  return async (name, { method = 'GET', query = '', body } = {}, expected) => {
    const response = await client.fetch(urlOf(address, name) + query, {
      method,
      // Signed, so that the service refuses what was changed on its way.
      headers: { 'X-Amz-Content-Sha256': hash('sha256', body ?? '') },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(patience),
    })
    if (response.ok || response.status === expected) return response
    await response.body?.cancel()
    throw new Error(`the bucket answered ${response.status} to ${method}`)
  }
}

async function sizeOf(call: Call, name: string): Promise<number | undefined> {
  const response = await call(name, { method: 'HEAD' }, 404)
  return response.ok ? Number(response.headers.get('content-length')) : undefined
}

/** Its body may take longer than one call, but not be silent for longer. */
async function getFile(
  address: BucketAddress,
  patience: number,
  { name, range }: { name: string; range: ByteRange | undefined },
): Promise<ReadableStream<Uint8Array>> {
  const headers = range && { Range: `bytes=${range.from}-${range.to - 1}` }
  const over = new AbortController()
  const within = <T>(wait: Promise<T>) => inTime(wait, patience, over)
  const response = await within(
    clientOf(address).fetch(urlOf(address, name), {
      ...(headers && { headers }),
      signal: over.signal,
    }),
  )
  const { ok, status, body } = response
  if (ok && !body) return new ReadableStream({ start: (out) => out.close() })
  if (ok && body && (range ? isPart(response, range) : status === 200)) return watched(body, within)
  // Not every service knows of parts: some give the whole whatever is asked for.
  if (range && status === 200 && body) return watched(body, within).pipeThrough(cut(range))
  await body?.cancel()
  if (status === 404) throw new Failure('not-found', 'The storage lacks a file')
  if (ok) throw new Error('the bucket gave another part than was asked for')
  throw new Error(`the bucket answered ${status} to GET`)
}

/** Whether an answer says that it holds the part that was asked for, as far as there is so much. */
function isPart({ status, headers }: Response, { from, to }: ByteRange): boolean {
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(headers.get('content-range') ?? '') ?? []
  return status === 206 && Number(first) === from && Number(last) < to
}

/** Only waiting counts: whoever reads may take their time. */
function watched(
  body: ReadableStream<Uint8Array>,
  within: <T>(wait: Promise<T>) => Promise<T>,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(out) {
      const { done, value } = await within(reader.read())
      if (done) out.close()
      else out.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** Ends the request when one wait in it takes too long. */
async function inTime<T>(wait: Promise<T>, patience: number, over: AbortController): Promise<T> {
  const timer = setTimeout(() => over.abort(), patience)
  try {
    return await wait
  } finally {
    clearTimeout(timer)
  }
}

async function putFile(
  call: Call,
  { name, size }: { name: string; size: number },
  bytes: ReadableStream<Uint8Array>,
): Promise<void> {
  if ((await sizeOf(call, name)) === size) return bytes.cancel()
  if (size <= partLength) {
    return void (await call(name, { method: 'PUT', body: await wholeOf(bytes, size) }))
  }
  const begun = await call(name, { method: 'POST', query: '?uploads' })
  const id = encodeURIComponent(tagOf(await begun.text(), 'UploadId'))
  try {
    await complete(call, { name, id }, await putParts(call, { name, id, size }, bytes))
  } catch (error) {
    // What went wrong first is told; parts that stay are for the bucket's own rule to remove.
    await call(name, { method: 'DELETE', query: `?uploadId=${id}` }, 404).catch(() => undefined)
    throw error
  }
}

/** The tags of all parts, in their order. */
async function putParts(
  call: Call,
  { name, id, size }: { name: string; id: string; size: number },
  bytes: ReadableStream<Uint8Array>,
): Promise<string[]> {
  const tags: string[] = []
  let sent = 0
  for await (const body of partsOf(bytes)) {
    const query = `?partNumber=${tags.length + 1}&uploadId=${id}`
    const { headers } = await call(name, { method: 'PUT', query, body })
    tags.push(headers.get('etag') ?? '')
    sent += body.length
  }
  if (sent !== size) throw otherLength()
  return tags
}

/** The answer may be a good one and still hold an error. */
async function complete(
  call: Call,
  { name, id }: { name: string; id: string },
  tags: string[],
): Promise<void> {
  const parts = tags.map(
    (tag, n) => `<Part><PartNumber>${n + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
  )
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`
  const response = await call(name, { method: 'POST', query: `?uploadId=${id}`, body })
  tagOf(await response.text(), 'ETag')
}

function tagOf(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1]
  if (!value) throw new Error(`the bucket's answer lacks ${name}`)
  return value
}
