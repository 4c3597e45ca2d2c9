import type { KeyObject } from 'node:crypto'
import type { CopyGrade } from '../../db/schema.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { nameObject } from '../../ledger/event.ts'
import { recordEvents, type Recorded } from '../../ledger/record.ts'
import { openDataKey } from '../../seal/keys.ts'
import { seal } from '../../seal/seal.ts'
import { Metadata, openMetadata } from '../metadata.ts'
import { requireReserved } from '../objects/reserve.ts'
import { openOriginal, type Original } from '../read.ts'
import { screenGrade } from '../screen.ts'
import { type FileRow, holdForKeeping, listDerivatives } from '../store.ts'
import type { KeptFile, Workshop } from '../workshop.ts'
import { keepCopies, type KeptCopy, makeCopies } from './copies.ts'
import { findSimilar, type Similar } from './similar.ts'
import { insertDerivatives, markInspected } from './store.ts'

/**
 * Looks into a kept file: what it says of itself, working copies that people look at instead of it,
 * and whether an earlier picture looks the same. The file itself stays as it is. What cannot be had ends as
 * a code that staff see; what may succeed later is thrown. A second look adds only what was missing.
 */
export async function inspectFile(deps: Deps, workshop: Workshop, id: string): Promise<void> {
  const original = await stillThere(deps, id)
  if (!original?.row.key || original.row.state !== 'stored') return
  const { row, manifest, read } = original
  const key = openDataKey(deps.keys, original.row.key)
  const file = { mime: manifest.mime, size: manifest.size, read }
  const told = await readAnew(workshop, file, openMetadata(key, row))
  const seen = row.copies === 'made' ? undefined : await copy(deps, workshop, { row, key, file })
  if (told || seen) await settle(deps, { row, key, file, told, seen })
}

/** A file may be erased, or taken back, while its job waits. */
async function stillThere(deps: Deps, id: string): Promise<Original | undefined> {
  try {
    return await openOriginal(deps, id)
  } catch (error) {
    if (error instanceof Failure && error.code === 'not-found') return undefined
    throw error
  }
}

/** What was read once stays as it was read. */
async function readAnew(
  workshop: Workshop,
  file: KeptFile,
  before: Metadata | undefined,
): Promise<Metadata | undefined> {
  if (before && !before.spoilt) return undefined
  const read = await workshop.readTags(file)
  return 'spoilt' in read
    ? { tool: null, tags: {}, spoilt: read.spoilt }
    : { ...read, spoilt: null }
}

interface Seen {
  copies: KeptCopy[]
  /** `made`, or why there are none. */
  outcome: string
  likeness: string | null
}

async function copy(
  deps: Deps,
  workshop: Workshop,
  { row, key, file }: { row: FileRow; key: KeyObject; file: KeptFile },
): Promise<Seen> {
  const made = await makeCopies(workshop, file)
  if ('spoilt' in made) return { copies: [], outcome: made.spoilt, likeness: null }
  const there = (await listDerivatives(deps.db, [row.id])).map(({ kind }) => kind)
  const missing = made.copies.filter(({ kind }) => !there.includes(kind))
  const copies = await keepCopies(deps, { id: row.id, key }, { ...made, copies: missing })
  return { copies, outcome: 'made', likeness: made.likeness }
}

interface Inspected {
  row: FileRow
  key: KeyObject
  file: KeptFile
  told: Metadata | undefined
  seen: Seen | undefined
}

/** Writes down all of it or nothing. The tip is held, so that two pictures at once find each other. */
async function settle(deps: Deps, inspected: Inspected): Promise<void> {
  const { row, key, file, told, seen } = inspected
  const named = told && nameObject('metadata', row.id, told)
  const grade = told && screenGrade(file.mime, told.tags)
  await deps.db.transaction().execute(async (trx) => {
    if (!(await holdForKeeping(trx, row))) return
    await requireReserved(
      trx,
      (seen?.copies ?? []).map((copy) => copy.row.object),
    )
    const similar = await findSimilar(deps, trx, row, seen?.likeness ?? null)
    const marked = await markInspected(trx, row.id, {
      ...(named && { metadata: seal(key, `metadata:${row.id}`, named.json) }),
      ...(grade && { copy_grade: grade }),
      ...(seen && { copies: seen.outcome }),
      ...(similar && { similar_to: similar.evidence_id }),
    })
    if (!marked) return
    const copies = await insertNew(trx, seen?.copies ?? [])
    const read = told && named && { told, object: named.object, grade }
    const events = eventsOf({ copies, similar, read })
    await recordEvents(
      trx,
      events.map((event) => ({ ...event, ...about(row, event), at: deps.now() })),
    )
  })
}

/** Those that another look has not added meanwhile. */
async function insertNew(db: Deps['db'], copies: KeptCopy[]): Promise<KeptCopy[]> {
  const added = await insertDerivatives(
    db,
    copies.map(({ row }) => row),
  )
  return copies.filter(({ row }) => added.includes(row.id))
}

function about({ id, thread_id, tip_id }: FileRow, { details }: Told) {
  return { actor: 'system' as const, thread_id, tip_id, details: { evidence_id: id, ...details } }
}

type Told = Pick<Recorded, 'action' | 'objects' | 'details'>

function eventsOf(found: {
  read: { told: Metadata; object: ObjectName; grade: CopyGrade | undefined } | undefined
  copies: KeptCopy[]
  similar: Similar | undefined
}): Told[] {
  const { read, copies, similar } = found
  const events: Told[] = copies.map(({ row: { kind, tool, size, object }, object: named }) => ({
    action: 'derivative.made',
    objects: [named],
    details: { kind, tool, size, object },
  }))
  if (read) {
    const { tool, spoilt } = read.told
    const details = { tool, result: spoilt ?? 'read', copy_grade: read.grade ?? null }
    events.unshift({ action: 'metadata.extracted', objects: [read.object], details })
  }
  if (similar) {
    const { evidence_id: similar_to, bits } = similar
    events.push({ action: 'duplicate.found', details: { similar_to, by: 'likeness', bits } })
  }
  return events
}

type ObjectName = NonNullable<Recorded['objects']>[number]
