import { hash, type KeyObject, randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { DerivativeTable } from '../../db/schema.ts'
import type { Deps } from '../../deps.ts'
import { type LedgerObject, nameObject } from '../../ledger/event.ts'
import { seal } from '../../seal/seal.ts'
import type { DerivativeManifest } from '../manifest.ts'
import { storeSealed } from '../sealed-file.ts'
import type { Copies, Copy, KeptFile, Spoilt, Workshop } from '../workshop.ts'

/** Has the copies made that suit a file, if any do. Nothing is given a drawing that can hold a script. */
export async function makeCopies(workshop: Workshop, file: KeptFile): Promise<Copies | Spoilt> {
  const { mime } = file
  if (mime === 'image/svg+xml') return { spoilt: 'unsupported' }
  if (mime.startsWith('image/')) return workshop.copyPhoto(file)
  if (/^(video|audio)\/|^application\/ogg$/.test(mime)) return workshop.copyRecording(file)
  return { spoilt: 'unsupported' }
}

/** A copy in the storage, its row and its name for the ledger. */
export interface KeptCopy {
  row: Insertable<DerivativeTable>
  object: LedgerObject
}

/** Seals copies and puts them into the storage, as files are. */
export async function keepCopies(
  deps: Deps,
  file: { id: string; key: KeyObject },
  { copies, tool, likeness }: Copies,
): Promise<KeptCopy[]> {
  const kept: KeptCopy[] = []
  for (const copy of copies) kept.push(await keepCopy(deps, file, { ...copy, tool, likeness }))
  return kept
}

async function keepCopy(
  deps: Deps,
  file: { id: string; key: KeyObject },
  copy: Copy & Pick<Copies, 'tool' | 'likeness'>,
): Promise<KeptCopy> {
  const { kind, mime, width, height, tool, likeness } = copy
  const bytes = new Uint8Array(copy.bytes)
  const [id, sha256, size] = [randomUUID(), hash('sha256', bytes), bytes.length]
  const read = () => new Blob([bytes]).stream()
  const object = await storeSealed(deps, file.key, { sha256, size, read })
  const manifest: DerivativeManifest = { sha256, width, height, likeness }
  const named = nameObject('derivative', id, manifest)
  const row = {
    ...{ id, evidence_id: file.id, kind, mime, size, object, tool, at: new Date(deps.now()) },
    manifest: seal(file.key, `derivative:${id}`, named.json),
  }
  return { row, object: named.object }
}
