import type { KeyObject } from 'node:crypto'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import type { ByteRange } from '../storage/storage.ts'
import { fileFacts, withoutPlace } from './facts.ts'
import { DerivativeManifest, Manifest } from './manifest.ts'
import { openMetadata } from './metadata.ts'
import { ExhibitRecord, type MetadataRecord } from './record.ts'
import { openSealed } from './sealed-file.ts'
import { type DerivativeRow, type FileRow, findFile, listDerivatives, listFiles } from './store.ts'

/** The files of a tip, exhibits first. Of a tip that the person took back nothing is opened. */
export async function readExhibits(deps: Deps, tip: { id: string }): Promise<ExhibitRecord[]> {
  return records(deps, await listFiles(deps.db, tip.id))
}

/** One file. Throws `not-found`. */
export async function readExhibit(deps: Deps, id: string): Promise<ExhibitRecord> {
  const [record] = await records(deps, [await requireFile(deps, id)])
  if (!record) throw new Failure('not-found')
  return record
}

/** A kept file with what opens it. */
export interface Original {
  row: FileRow
  manifest: Manifest
  /** Its bytes as they arrived, or a part of them. */
  read(range?: ByteRange): Promise<ReadableStream<Uint8Array>>
}

/**
 * Opens a kept file. Throws `not-found` where nobody may have it any more or it is not here yet. Who may
 * see it, above all one in quarantine, is for the door to decide and to record.
 */
export async function openOriginal(deps: Deps, id: string): Promise<Original> {
  const row = await requireFile(deps, id)
  const key = keyOf(deps, row)
  const manifest = key && manifestOf(key, row)
  if (!key || !manifest || !row.object) throw new Failure('not-found', 'The file is not kept here')
  const { sha256, size } = manifest
  const file = { object: row.object, key, sha256, size }
  return { row, manifest, read: (range) => openSealed(deps, file, range) }
}

/** The row of a file. Throws `not-found`. */
export async function requireFile({ db }: Pick<Deps, 'db'>, id: string): Promise<FileRow> {
  const row = await findFile(db, id)
  if (!row) throw new Failure('not-found', 'There is no such file')
  return row
}

async function records(deps: Deps, rows: FileRow[]): Promise<ExhibitRecord[]> {
  const ids = rows.map(({ id }) => id)
  const copies = Map.groupBy(await listDerivatives(deps.db, ids), (copy) => copy.evidence_id)
  return rows.map((row) => exhibitRecord(row, keyOf(deps, row), copies.get(row.id) ?? []))
}

/** What opens a file; nobody is given it for one that the person took back. */
function keyOf({ keys }: Deps, { key, stage, erased_at }: FileRow): KeyObject | undefined {
  return key && stage !== 'withdrawn' && !erased_at ? openDataKey(keys, key) : undefined
}

function exhibitRecord(
  row: FileRow,
  key: KeyObject | undefined,
  copies: DerivativeRow[],
): ExhibitRecord {
  const manifest = key && manifestOf(key, row)
  const { id, code, exhibit, state, kind, mime, size, copy_grade, origin, message_id, scan } = row
  const { error_code, tries, duplicate_of, similar_to } = row
  return {
    ...{ id, tip: code, exhibit, state, kind, mime, size, copy_grade, origin, message_id, scan },
    ...{ error_code, tries, duplicate_of, similar_to },
    sha256: manifest?.sha256 ?? null,
    sha512: manifest?.sha512 ?? null,
    name: manifest?.name ?? null,
    received_at: row.received_at.toISOString(),
    stored_at: row.stored_at?.toISOString() ?? null,
    checked_at: row.checked_at?.toISOString() ?? null,
    damage: row.damage,
    copies: Copied.parse(row.copies),
    metadata: (key && metadataRecord(key, row)) ?? null,
    derivatives: copies.map((copy) => derivativeRecord(copy, key)),
  }
}

function derivativeRecord(
  { id, kind, mime, size, tool, at, manifest }: DerivativeRow,
  key: KeyObject | undefined,
): ExhibitRecord['derivatives'][number] {
  const opened = key && openAs(DerivativeManifest, key, `derivative:${id}`, manifest)
  const { sha256 = null, width = null, height = null } = opened ?? {}
  return { kind, mime, size, sha256, width, height, tool, at: at.toISOString() }
}

const Copied = ExhibitRecord.shape.copies

/** Whether nobody is told where a file was made, until they say that they are safe. */
export function hidesPlace({ flags }: Pick<FileRow, 'flags'>): boolean {
  return flags?.includes('happening_now') ?? false
}

/** While it is happening nobody is told where, whatever a file says. */
function metadataRecord(key: KeyObject, row: FileRow): MetadataRecord | undefined {
  const opened = openMetadata(key, row)
  if (!opened) return undefined
  const { tool, spoilt: error_code } = opened
  const hides = hidesPlace(row)
  const tags = hides ? withoutPlace(opened.tags) : opened.tags
  const record = { tool, error_code, facts: fileFacts(tags), tags }
  return hides ? { ...record, until_safe: true } : record
}

function manifestOf(key: KeyObject, row: FileRow): Manifest | undefined {
  return openAs(Manifest, key, `manifest:${row.id}`, row.manifest)
}

/** A damaged row must not take the others with it. */
function openAs<T extends z.ZodType>(
  schema: T,
  key: KeyObject,
  purpose: string,
  sealed: Uint8Array | null,
): z.infer<T> | undefined {
  if (!sealed?.length) return undefined
  try {
    return schema.safeParse(openJson(key, purpose, sealed)).data
  } catch {
    return undefined
  }
}
