import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { release } from '../release.ts'
import { readPart, writeAt } from './disk.ts'
import type { Spool, Spooled } from './spool.ts'

/**
 * On the disk, encrypted with a key that is only in memory, in a file that has no name any more once it
 * is open: when the process ends, however it ends, the system takes the space back.
 */
export function createDiskSpool(folder: string): Spool {
  return {
    async take(bytes) {
      const file = await openNameless(folder)
      try {
        return await fill(file, bytes)
      } catch (error) {
        await file.close()
        throw error
      }
    },
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx+', 0o600)
  await rm(path, { force: true })
  return file
}

async function fill(file: FileHandle, bytes: ReadableStream<Uint8Array>): Promise<Spooled> {
  const [key, start] = [randomBytes(32), randomBytes(16)]
  const hide = createCipheriv('aes-256-ctr', key, start)
  let size = 0
  for await (const piece of bytes) {
    const hidden = hide.update(piece)
    await writeAt(file, hidden, size)
    size += piece.length
    release(hidden)
  }
  return {
    size,
    read: () => {
      const show = createDecipheriv('aes-256-ctr', key, start)
      const hidden = readPart(file, { from: 0, to: size }, async () => undefined)
      return hidden.pipeThrough(shown((piece) => show.update(piece)))
    },
    remove: () => file.close(),
  }
}

function shown(show: (piece: Uint8Array) => Uint8Array): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(piece, out) {
      out.enqueue(show(piece))
      release(piece)
    },
  })
}
