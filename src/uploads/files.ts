import { createCipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { OpenLink } from '../evidence/upload/link.ts'
import type { Coming, Waiting } from '../evidence/upload/uploads.ts'
import { release } from '../release.ts'
import { openJson, sealJson } from '../seal/seal.ts'
import { readPart } from '../storage/disk.ts'

/** Beside the bytes: ids and the size to come; what the sender said of the file is sealed. */
const Note = z.object({ link_id: z.uuid(), size: z.int(), said: z.base64() })
type Note = z.infer<typeof Note>
const Said = z.object({ name: z.string().optional(), mime: z.string().optional() })
const Id = z.uuid()
const block = 16
/** Room that uploads leave free for everything else. */
const reserve = 1_000_000_000

/**
 * Files that come piece by piece, in a folder. Their bytes are AES-256-CTR under a key that comes from
 * the thread's: it lets bytes be added at any place, also after a restart, and is gone for good with that
 * key. How long a file is says how much of it has come.
 */
export function openFolder(folder: string) {
  const bytesOf = (id: string) => join(folder, Id.parse(id))
  const noteOf = (id: string) => `${bytesOf(id)}.json`
  return {
    begin: async (link: OpenLink, coming: Coming) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const { id, size, name, mime } = coming
      const said = sealJson(link.key, `upload:${id}`, { name, mime })
      const note: Note = { link_id: link.id, size, said: Buffer.from(said).toString('base64') }
      await writeWhole(noteOf(id), JSON.stringify(note))
      await (await open(bytesOf(id), 'wx', 0o600)).close()
    },
    append: (id: string, key: KeyObject, at: number, pieces: AsyncIterable<Uint8Array>) =>
      append(bytesOf(id), hide(key, id, at), at, pieces),
    find: (id: string) => find(noteOf(id), bytesOf(id), id),
    list: () => list(folder, noteOf, bytesOf),
    describe: async (id: string, key: KeyObject): Promise<Coming | undefined> => {
      const note = await readNote(noteOf(id))
      if (!note) return undefined
      const said = openJson(key, `upload:${id}`, Buffer.from(note.said, 'base64'))
      return { id, size: note.size, ...Said.parse(said) }
    },
    read: async (id: string, key: KeyObject) => {
      const file = await open(bytesOf(id), 'r').catch(missing)
      if (!file) throw new Failure('not-found', 'An upload is not here')
      const { size } = await file.stat()
      const hidden = readPart(file, { from: 0, to: size }, () => file.close())
      const show = hide(key, id, 0)
      return hidden.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(piece, out) {
            out.enqueue(show(piece))
            release(piece)
          },
        }),
      )
    },
    remove: async (id: string) => {
      await rm(noteOf(id), { force: true })
      await rm(bytesOf(id), { force: true })
    },
    hasRoom: async (bytes: number) => {
      const { bavail, bsize } = await statfs(folder).catch(() => statfs('.'))
      return bavail * bsize > bytes + reserve
    },
  }
}
export type Folder = ReturnType<typeof openFolder>

/** Hides bytes from a place in the file on, or shows them again: in this mode both are the same. */
function hide(thread: KeyObject, id: string, at: number): (piece: Uint8Array) => Uint8Array {
  const key = createSecretKey(new Uint8Array(hkdfSync('sha256', thread, id, 'upload', 32)))
  const counter = Buffer.alloc(block)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / block)), 8)
  const cipher = createCipheriv('aes-256-ctr', key, counter)
  cipher.update(Buffer.alloc(at % block))
  return (piece) => cipher.update(piece)
}

/**
 * Adds pieces as they come and returns where the file ends then. Also when they break off, what has come
 * is on the disk before anybody is told.
 */
async function append(
  path: string,
  change: (piece: Uint8Array) => Uint8Array,
  at: number,
  pieces: AsyncIterable<Uint8Array>,
): Promise<number> {
  const file = await open(path, 'r+')
  try {
    for await (const piece of pieces) {
      const hidden = change(piece)
      for (let done = 0; done < hidden.length;) {
        const { bytesWritten } = await file.write(hidden, done, hidden.length - done, at)
        done += bytesWritten
        at += bytesWritten
      }
      release(hidden)
    }
    return at
  } finally {
    await file.datasync().finally(() => file.close())
  }
}

/** A note is there whole or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600)
  await file.writeFile(text)
  await file.sync().finally(() => file.close())
  await rename(part, path)
}

async function readNote(path: string): Promise<Note | undefined> {
  const text = await readFile(path, 'utf8').catch(missing)
  return text === undefined ? undefined : Note.parse(JSON.parse(text))
}

async function find(note: string, bytes: string, id: string): Promise<Waiting | undefined> {
  const [said, lies] = await Promise.all([readNote(note), stat(bytes).catch(missing)])
  if (!said || !lies) return undefined
  return { id, link_id: said.link_id, size: said.size, offset: lies.size, touched: lies.mtime }
}

async function list(
  folder: string,
  noteOf: (id: string) => string,
  bytesOf: (id: string) => string,
): Promise<Waiting[]> {
  const names = (await readdir(folder).catch(missing)) ?? []
  const ids = names.filter((name) => Id.safeParse(name).success)
  const found = await Promise.all(ids.map((id) => find(noteOf(id), bytesOf(id), id)))
  return found.filter((one) => one !== undefined)
}

function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
