import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import { Failure } from '../errors.ts'
import { type Found, verifyPackage } from './verify.mjs'

/**
 * Checks a package by the same script that lies in it, but our copy: a folder or a zip file, which is unpacked
 * aside for it. Throws `bad-request` when there is no package at the path.
 */
export async function verifyAt(path: string): Promise<Found> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats) throw new Failure('bad-request', `${path} is not there`)
  if (stats.isDirectory()) return verifyPackage(await bagIn(path))
  if (path.endsWith('.age')) {
    throw new Failure('bad-request', `${path} is encrypted: open it first, with age --decrypt`)
  }
  const aside = await mkdtemp(join(tmpdir(), 'tipthread-verify-'))
  try {
    await unpack(path, aside)
    return await verifyPackage(await bagIn(aside))
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** The bag at the path, or the only one right below it. */
async function bagIn(folder: string): Promise<string> {
  const names = await readdir(folder, { withFileTypes: true })
  if (names.some(({ name }) => name === 'bagit.txt')) return folder
  const [only, ...more] = names.filter((entry) => entry.isDirectory())
  if (!only || more.length > 0) throw new Failure('bad-request', `${folder} is no package`)
  const inside = join(folder, only.name)
  if ((await readdir(inside)).includes('bagit.txt')) return inside
  throw new Failure('bad-request', `${folder} is no package`)
}

/** Names that lead out of the folder are refused by the reader of zip files itself. */
async function unpack(path: string, folder: string): Promise<void> {
  try {
    const zip = await openPromise(path, { lazyEntries: true })
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      const place = join(folder, entry.fileName)
      await mkdir(dirname(place), { recursive: true })
      const bytes = await zip.openReadStreamPromise(entry)
      await pipeline(bytes, createWriteStream(place, { flags: 'wx', mode: 0o600 }))
    }
  } catch (cause) {
    throw new Failure('bad-request', `${path} is no zip file that can be read`, { cause })
  }
}
