import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../errors.ts'
import { otherLength } from './parts.ts'
import type { ByteRange, Storage } from './storage.ts'

const pieceLength = 64 * 1024

/** Files in a folder of this machine, spread over subfolders by the first letters of their names. */
export function createDiskStorage(folder: string): Storage {
  const pathOf = (name: string) => join(folder, name.slice(0, 2), name.slice(2, 4), name)
  return {
    put: (name, size, bytes) => putFile(pathOf(name), size, bytes),
    get: (name, range) => getFile(pathOf(name), range),
    size: async (name) => (await statFile(pathOf(name)))?.size,
    remove: (name) => rm(pathOf(name), { force: true }),
  }
}

/** Written beside its place, brought to the disk, then renamed: a crash leaves no half file. */
async function putFile(
  path: string,
  size: number,
  bytes: ReadableStream<Uint8Array>,
): Promise<void> {
  if ((await statFile(path))?.size === size) return bytes.cancel()
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const part = `${path}.${randomUUID()}.part`
  try {
    await writeFile(part, size, bytes)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  await bringToDisk(dirname(path))
}

async function writeFile(
  path: string,
  size: number,
  bytes: ReadableStream<Uint8Array>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    const written = await writeAll(file, bytes)
    if (written !== size) throw otherLength()
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, bytes: ReadableStream<Uint8Array>): Promise<number> {
  let at = 0
  for await (const piece of bytes) {
    await writeAt(file, piece, at)
    at += piece.length
  }
  return at
}

/** Writes all of a piece, however many writes the system makes of it. */
export async function writeAt(
  file: Pick<FileHandle, 'write'>,
  piece: Uint8Array,
  at: number,
): Promise<void> {
  for (let done = 0; done < piece.length;) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, at + done)
    done += bytesWritten
  }
}

/** The name is in the folder only once the folder is on the disk too. */
async function bringToDisk(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

async function getFile(path: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
  const file = await open(path, 'r').catch(missing)
  if (!file) throw new Failure('not-found', 'The storage lacks a file')
  const { size } = await file.stat()
  const part = { from: range?.from ?? 0, to: Math.min(range?.to ?? size, size) }
  return readPart(file, part, () => file.close())
}

/** Reads a part of a file piece by piece, as fast as the reader takes it. */
export function readPart(
  file: Pick<FileHandle, 'read'>,
  { from, to }: ByteRange,
  end: () => Promise<void>,
): ReadableStream<Uint8Array> {
  let at = from
  return new ReadableStream({
    async pull(out) {
      const most = Math.min(pieceLength, to - at)
      const { bytesRead, buffer } =
        most > 0 ? await file.read(new Uint8Array(most), 0, most, at) : nothingRead
      at += bytesRead
      if (bytesRead > 0) return out.enqueue(buffer.subarray(0, bytesRead))
      await end()
      if (at < to) throw new Error('a stored file is cut off')
      out.close()
    },
    cancel: end,
  })
}

const nothingRead = { bytesRead: 0, buffer: new Uint8Array() }

async function statFile(path: string) {
  return stat(path).catch(missing)
}

function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
