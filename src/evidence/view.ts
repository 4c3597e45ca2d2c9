import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import type { ByteRange } from '../storage/storage.ts'
import { DerivativeManifest } from './manifest.ts'
import { requireFile } from './read.ts'
import { openSealed } from './sealed-file.ts'
import { type DerivativeRow, listDerivatives } from './store.ts'

/** The copies that people look at, and what may stand for each: the first that there is. */
const looks = {
  thumbnail: ['thumbnail', 'waveform'],
  preview: ['preview', 'poster', 'waveform'],
} as const satisfies Record<string, DerivativeRow['kind'][]>
export type Look = keyof typeof looks

/** A working copy, opened. */
export interface OpenCopy {
  mime: string
  size: number
  read(range?: ByteRange): Promise<ReadableStream<Uint8Array>>
}

/** Opens a copy to look at. Throws `not-found` where there is none or nobody may see it any more. */
export async function openCopy(deps: Deps, id: string, look: Look): Promise<OpenCopy> {
  const row = await requireFile(deps, id)
  const copies = await listDerivatives(deps.db, [id])
  const copy = looks[look].flatMap((kind) => copies.filter((one) => one.kind === kind))[0]
  const gone = !row.key || row.stage === 'withdrawn' || row.erased_at
  if (!copy || !row.key || gone || row.state !== 'stored') {
    throw new Failure('not-found', 'There is no such copy')
  }
  const key = openDataKey(deps.keys, row.key)
  const sealed = openJson(key, `derivative:${copy.id}`, copy.manifest)
  const { sha256 } = DerivativeManifest.parse(sealed)
  const { mime, size, object } = copy
  const file = { object, key, sha256, size }
  return { mime, size, read: (range) => openSealed(deps, file, range) }
}
