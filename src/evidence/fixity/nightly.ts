import { claimChore } from '../../db/store.ts'
import type { Deps } from '../../deps.ts'
import { recordEvents } from '../../ledger/record.ts'
import { whatIsWrong } from './check.ts'
import { findKept, type KeptFile, listUnread, markChecked } from './store.ts'

const day = 24 * 3_600_000
/** So much is read back a day; `tipthread verify --all` reads everything. */
const most = { files: 500, bytes: 20_000_000_000 }

/** Once a day in one of the processes: has the originals read back that nobody has read for longest. */
export async function checkNightly(deps: Deps): Promise<void> {
  const now = deps.now()
  await deps.db.transaction().execute(async (trx) => {
    const claim = { now: new Date(now), since: new Date(now - day) }
    if (!(await claimChore(trx, 'check-files', claim))) return
    const chosen = withinBytes(await listUnread(trx, most.files))
    const jobs = chosen.map(({ id }) => ({
      name: 'check-file' as const,
      data: { evidence_id: id },
    }))
    await deps.enqueue(trx, jobs)
  })
}

/** One at least, however large it is. */
export function withinBytes<File extends { size: number | null }>(files: File[]): File[] {
  let bytes = 0
  return files.filter(({ size }, n) => {
    bytes += size ?? 0
    return n === 0 || bytes <= most.bytes
  })
}

/**
 * Reads an original back and writes down how it was found. What the storage lost, or has whole again, is an
 * event on its tip. Throws `storage-unavailable`, to be tried again, where the storage itself failed.
 */
export async function checkOriginal(deps: Deps, id: string): Promise<void> {
  const file = await findKept(deps.db, id)
  if (!file) return
  const damage =
    (await whatIsWrong(deps, file).catch((error) => countFailure(deps, id, error))) ?? null
  const tip_id = await settle(deps, file, damage)
  if (tip_id === undefined) return
  deps.metrics.fixity.inc({ result: damage ?? 'intact' })
  if (damage) deps.log.error('file-damaged', { evidence_id: id, tip_id: tip_id ?? '', damage })
}

function countFailure({ metrics, log }: Deps, evidence_id: string, error: unknown): never {
  metrics.fixity.inc({ result: 'failed' })
  log.warn('file-not-checked', { evidence_id })
  throw error
}

/** Returns the tip it belongs to, or undefined when it was erased meanwhile. */
async function settle(
  deps: Deps,
  file: KeptFile,
  damage: 'gone' | 'changed' | null,
): Promise<string | null | undefined> {
  const at = deps.now()
  return deps.db.transaction().execute(async (trx) => {
    const before = await markChecked(trx, file, { checked_at: new Date(at), damage })
    if (!before || before.damage === damage) return before?.tip_id
    const { thread_id, tip_id } = before
    const details = { evidence_id: file.id, result: damage ?? 'intact', object: file.object }
    const event = { actor: 'clock', action: 'fixity.checked', at } as const
    await recordEvents(trx, [{ ...event, thread_id, tip_id, details }])
    return tip_id
  })
}
