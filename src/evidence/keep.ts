import type { KeyObject } from 'node:crypto'
import type { CopyGrade } from '../db/schema.ts'
import type { Deps, Job } from '../deps.ts'
import { Failure } from '../errors.ts'
import { nameObject } from '../ledger/event.ts'
import { recordEvents, type Recorded } from '../ledger/record.ts'
import { blindIndexes, openDataKey } from '../seal/keys.ts'
import { seal } from '../seal/seal.ts'
import type { Spooled } from '../storage/spool.ts'
import { failFile } from './fail.ts'
import type { Manifest } from './manifest.ts'
import { measured, type Measures } from './measure.ts'
import { removeUnused } from './objects/remove.ts'
import { requireReserved } from './objects/reserve.ts'
import type { Scan } from './scanner.ts'
import { storeSealed } from './sealed-file.ts'
import { kindOf, sniff } from './sniff.ts'
import { type FileRow, findFile, findSame, markStored, type StoredFile } from './store.ts'
import { watchStream } from './watch-stream.ts'

/** What is said about bytes that arrive. Nobody need believe it. */
export interface About {
  name?: string | undefined
  announced_mime?: string | undefined
  copy_grade: CopyGrade
  /** How many bytes are taken at most. */
  most: number
  /** A provider had it, and the ledger is to say so. */
  fetched?: boolean
}

/** How keeping a file ended. `erased`: nothing of it may be kept any more. */
export type Kept = 'stored' | 'quarantined' | 'failed' | 'erased'

/**
 * Keeps a file of an evidence row for good: measured while it arrives, told by its bytes, scanned,
 * sealed, stored, read back and compared, and only then `stored`. What can never succeed ends as
 * `failed` with a code. Throws what may succeed later; the caller tries again and says when it is over
 * (`failFile`). A file that is kept already is left as it is.
 */
export async function keepFile(
  deps: Deps,
  evidence_id: string,
  bytes: ReadableStream<Uint8Array>,
  about: About,
): Promise<Kept> {
  const row = await findFile(deps.db, evidence_id)
  const done = !row?.key || row.erased_at ? 'erased' : doneBefore(row)
  if (done || !row?.key) {
    await bytes.cancel()
    return done ?? 'erased'
  }
  const { stream, result } = measured(about.most)
  const spooled = await take(deps, bytes.pipeThrough(stream))
  if (spooled === 'too-large') return failFile(deps, row, 'too-large')
  try {
    const arrival = { row, key: openDataKey(deps.keys, row.key), about, measures: result() }
    return await keepSpooled(deps, arrival, spooled)
  } finally {
    await spooled.remove()
  }
}

function doneBefore({ state }: FileRow): Kept | undefined {
  return state === 'stored' || state === 'quarantined' ? state : undefined
}

/** Where the stream did not fail by itself it was our own place for it that did. */
async function take(
  { spool }: Deps,
  bytes: ReadableStream<Uint8Array>,
): Promise<Spooled | 'too-large'> {
  let theirs = false
  try {
    return await spool.take(watchStream(bytes, () => (theirs = true)))
  } catch (error) {
    if (error instanceof Failure && error.code === 'too-large') return 'too-large'
    if (theirs) throw error
    throw new Failure('storage-unavailable', 'The file has no place to wait', { cause: error })
  }
}

interface Arrival {
  row: FileRow
  key: KeyObject
  about: About
  measures: Measures
}

async function keepSpooled(deps: Deps, arrival: Arrival, spooled: Spooled): Promise<Kept> {
  const { row, key, measures } = arrival
  if (measures.size === 0) return failFile(deps, row, 'empty')
  const mime = await sniff(measures.head)
  const scan = (await deps.scanner?.scan(spooled.read())) ?? ({ scan: 'skipped' } as const)
  const object = await storeSealed(deps, key, { ...measures, read: spooled.read })
  return settle(deps, arrival, { mime, scan, object })
}

interface Found {
  mime: string
  scan: Scan
  object: string
}

/** Writes down that the file is kept, with everything that follows from it, or nothing. */
async function settle(deps: Deps, arrival: Arrival, found: Found): Promise<Kept> {
  const { row } = arrival
  const state = found.scan.scan === 'found' ? 'quarantined' : 'stored'
  const saved = await deps.db.transaction().execute(async (trx) => {
    const indexes = blindIndexes(deps.keys, `file:${arrival.measures.sha256}`)
    const duplicate_of = (await findSame(trx, row.id, indexes)) ?? null
    const { stored, events } = describe(deps, arrival, {
      ...found,
      ...{ state, duplicate_of, same_as: indexes[0] ?? new Uint8Array() },
    })
    if (!(await markStored(trx, row, stored))) return false
    await requireReserved(trx, [found.object])
    await recordEvents(trx, events)
    await deps.enqueue(trx, jobsAfter(deps, row, state))
    return true
  })
  if (saved) return state
  await removeUnused(deps, found.object)
  return lateState(deps, row.id)
}

/** Another process was first, or it was erased meanwhile. */
async function lateState(deps: Deps, id: string): Promise<Kept> {
  const row = await findFile(deps.db, id)
  return (row?.key && doneBefore(row)) || 'erased'
}

/** A quarantined file is given to no tool. Copies at the provider go once ours stands. */
function jobsAfter({ lines }: Deps, row: FileRow, state: 'stored' | 'quarantined'): Job[] {
  const data = { evidence_id: row.id }
  const line = lines.find(({ id }) => id === row.line_id)
  const removes = row.message_id && line?.retention.provider_copies === 'remove'
  return [
    ...(state === 'stored' ? [{ name: 'inspect-evidence' as const, data }] : []),
    ...(removes ? [{ name: 'clear-provider' as const, data }] : []),
  ]
}

type Settled = Found & Pick<StoredFile, 'state' | 'duplicate_of' | 'same_as'>

function describe(deps: Deps, { row, key, about, measures }: Arrival, settled: Settled) {
  const { mime, scan, object, state, duplicate_of, same_as } = settled
  const { size, sha256, sha512 } = measures
  const manifest: Manifest = {
    ...{ sha256, sha512, size, mime, name: about.name ?? null, copy_grade: about.copy_grade },
    announced_mime: about.announced_mime ?? null,
    received_at: row.received_at.toISOString(),
  }
  const { json, object: named } = nameObject('manifest', row.id, manifest)
  const stored: StoredFile = {
    ...{ state, kind: kindOf(mime), mime, size, object, same_as, duplicate_of },
    manifest: seal(key, `manifest:${row.id}`, json),
    copy_grade: about.copy_grade,
    scan: scan.scan,
    stored_at: new Date(deps.now()),
  }
  const event = (action: Recorded['action'], details: Recorded['details'] = {}): Recorded => ({
    ...{ actor: 'system', action, at: deps.now(), thread_id: row.thread_id, tip_id: row.tip_id },
    ...{ objects: [named], details: { evidence_id: row.id, ...details } },
  })
  const verdict = scan.scan === 'found' ? { result: 'found', signature: scan.signature } : undefined
  const events = [
    ...(about.fetched ? [event('media.fetched')] : []),
    event('object.hashed', { size, mime }),
    event('malware.scanned', verdict ?? { result: scan.scan }),
    event(state === 'stored' ? 'object.stored' : 'object.quarantined', { object }),
    ...(duplicate_of ? [event('duplicate.found', { duplicate_of, by: 'bytes' })] : []),
  ]
  return { stored, events }
}
