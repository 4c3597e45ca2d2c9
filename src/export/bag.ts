import { createHash } from 'node:crypto'
import type { Entry } from './entry.ts'

/** What is said of a file in the manifests. */
interface Listed {
  path: string
  size: number
  sha256: string
  sha512: string
}

/** What goes into `bag-info.txt`, and what signs the list of everything. */
export interface Bagging {
  info: Record<string, string>
  /** Files beside the manifests that name the hash of `tagmanifest-sha256.txt`; they are in no manifest. */
  seal(sha256: string): Entry[]
}

const declaration = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'

/**
 * Makes a bag (BagIt 1.0, RFC 8493) of files as they pass by: nothing is read twice or kept. What lies
 * under `data/` is payload, the rest are tag files.
 */
export async function* bagFiles(
  files: AsyncIterable<Entry>,
  { info, seal }: Bagging,
): AsyncGenerator<Entry> {
  const payload: Listed[] = []
  const tags: Listed[] = []
  for await (const file of files) {
    yield* listed(file, file.path.startsWith('data/') ? payload : tags)
  }
  const octets = payload.reduce((sum, { size }) => sum + size, 0)
  const facts = { ...info, 'Payload-Oxum': `${octets}.${payload.length}` }
  const bagInfo = Object.entries(facts).map(([label, value]) => `${label}: ${oneLine(value)}\n`)
  yield* listed({ path: 'bagit.txt', body: declaration }, tags)
  yield* listed({ path: 'bag-info.txt', body: bagInfo.join('') }, tags)
  for (const algorithm of ['sha256', 'sha512'] as const) {
    yield* listed(manifest(`manifest-${algorithm}.txt`, payload, algorithm), tags)
  }
  const last = manifest('tagmanifest-sha256.txt', tags, 'sha256')
  yield last
  yield manifest('tagmanifest-sha512.txt', tags, 'sha512')
  yield* seal(createHash('sha256').update(last.body).digest('hex'))
}

async function* listed(file: Entry, list: Listed[]): AsyncGenerator<Entry> {
  const { path, body } = file
  const hashes = [createHash('sha256'), createHash('sha512')] as const
  let size = 0
  const take = (bytes: string | Uint8Array) => {
    size += typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length
    for (const hash of hashes) hash.update(bytes)
  }
  let read = !(body instanceof ReadableStream)
  if (body instanceof ReadableStream) {
    const passing = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, out) {
        take(bytes)
        out.enqueue(bytes)
      },
      flush: () => {
        read = true
      },
    })
    yield { path, body: body.pipeThrough(passing) }
  } else {
    take(body)
    yield file
  }
  if (!read) throw new Error(`${path} was not read to its end`)
  list.push({ path, size, sha256: hashes[0].digest('hex'), sha512: hashes[1].digest('hex') })
}

function manifest(path: string, files: Listed[], algorithm: 'sha256' | 'sha512') {
  return { path, body: files.map((file) => `${file[algorithm]}  ${escape(file.path)}\n`).join('') }
}

/** RFC 8493, 2.1.3: these three would break the lines. */
function escape(path: string): string {
  return path.replace(/[%\r\n]/g, (letter) => encodeURIComponent(letter))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
