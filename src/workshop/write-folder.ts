import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { Failure } from '../errors.ts'
import type { Entry } from '../export/entry.ts'

/**
 * Writes a package as a folder. It appears under its name when it is whole; until then it lies beside it, and
 * is gone if it could not be finished. Throws `bad-request` when there is something at the place already.
 */
export async function writeFolder(folder: string, files: AsyncIterable<Entry>): Promise<number> {
  await requireEmpty(folder)
  const unfinished = `${folder}.unfinished`
  await mkdir(dirname(folder), { recursive: true })
  try {
    await mkdir(unfinished, { mode: 0o700 })
  } catch (cause) {
    throw new Failure('conflict', `${unfinished} is in the way`, { cause })
  }
  try {
    const count = await writeFiles(unfinished, files)
    await rename(unfinished, folder)
    return count
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

/** Writes one file, readable by its owner alone, whole or not at all. */
export async function writeWhole(path: string, bytes: ReadableStream<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.unfinished`
  try {
    await writeStream(unfinished, bytes)
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function writeFiles(folder: string, files: AsyncIterable<Entry>): Promise<number> {
  let count = 0
  for await (const { path, body } of files) {
    const place = join(folder, path)
    await mkdir(dirname(place), { recursive: true })
    if (body instanceof ReadableStream) await writeStream(place, body)
    else await writeFile(place, body, { mode: 0o600, flag: 'wx' })
    count++
  }
  return count
}

/** Node's own streams carry the same bytes; only their types differ. */
async function writeStream(path: string, bytes: ReadableStream<Uint8Array>): Promise<void> {
  const readable = Readable.fromWeb(bytes as NodeStream<Uint8Array>)
  await pipeline(readable, createWriteStream(path, { mode: 0o600, flags: 'wx' }))
}

async function requireEmpty(folder: string): Promise<void> {
  const there = await readdir(folder).catch(() => undefined)
  if (there === undefined) return
  if (there.length > 0)
    throw new Failure('bad-request', `${folder} is there already, and not empty`)
  await rm(folder, { recursive: true })
}
