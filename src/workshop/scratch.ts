import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptFile } from '../evidence/workshop.ts'
import type { ByteRange } from '../storage/storage.ts'
import { Spoil } from './spoil.ts'

/** Up to this size a file is laid out whole. */
const wholeMost = 64_000_000
/** Of a larger one: its head and its end, and the parts of a film that are not the film. */
const ends = { head: 16_000_000, tail: 1_000_000 }
const boxesMost = 100

/** Where files are in memory alone. */
const memory = '/dev/shm'

/**
 * Lays a file out under a name, for a tool that reads nothing else, and removes it afterwards. In memory,
 * readable by nobody else; a system that has no place for it does without the tool (`no-tool`): nothing
 * readable comes onto a disk. What a large file leaves out is a hole: sizes and offsets stay true.
 */
export async function withScratch<T>(
  file: KeptFile,
  work: (path: string) => Promise<T>,
  place = memory,
): Promise<T> {
  if (!(await hasMemory(place))) throw new Spoil('no-tool')
  const folder = await mkdtemp(join(place, 'tipthread-'))
  try {
    const path = join(folder, randomUUID())
    await layOut(file, path)
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Whether there is a place in memory to lay files out. */
export function hasMemory(folder = memory): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
}

async function layOut(file: KeptFile, path: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.truncate(file.size)
    for (const range of await partsOf(file)) {
      let at = range.from
      for await (const chunk of await file.read(range)) {
        await handle.write(chunk, 0, chunk.length, at)
        at += chunk.length
      }
    }
  } finally {
    await handle.close()
  }
}

async function partsOf(file: KeptFile): Promise<ByteRange[]> {
  const { size, mime } = file
  if (size <= wholeMost) return [{ from: 0, to: size }]
  const film = /^video\/|mp4|3gpp|quicktime/.test(mime) ? await describingBoxes(file) : []
  if (film.length > 0) return film
  return [
    { from: 0, to: ends.head },
    { from: size - ends.tail, to: size },
  ]
}

/** The boxes of an MP4 or QuickTime file (ISO/IEC 14496-12) that describe it, wherever they stand. */
async function describingBoxes(file: KeptFile): Promise<ByteRange[]> {
  const found: ByteRange[] = []
  let [at, taken] = [0, 0]
  for (let count = 0; count < boxesMost && at + 8 <= file.size; count++) {
    const box = await boxAt(file, at)
    if (!box) break
    const from = at
    at = Math.min(at + box.size, file.size)
    const to = box.type === 'mdat' ? from + 16 : at
    taken += to - from
    if (taken > wholeMost) break
    found.push({ from, to })
  }
  return found
}

async function boxAt(
  file: KeptFile,
  from: number,
): Promise<{ type: string; size: number } | undefined> {
  const to = Math.min(from + 16, file.size)
  const head = Buffer.from(await new Response(await file.read({ from, to })).arrayBuffer())
  const type = head.toString('latin1', 4, 8)
  if (!/^[\w ©-]{4}$/.test(type)) return undefined
  const short = head.readUInt32BE(0)
  if (short === 0) return { type, size: file.size - from }
  const size = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short
  return size >= 8 ? { type, size } : undefined
}
