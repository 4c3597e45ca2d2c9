import type { Deps } from '../../deps.ts'
import { recordEvents } from '../record.ts'
import { type Checkpoint, latestCheckpoint } from '../store.ts'
import type { Stamper } from './stamper.ts'
import { hasNews, insertStamp, lastStamps } from './store.ts'

const hour = 3_600_000
/** An authority that did not answer is asked again after this time. */
const pause = 5 * 60_000

type Stamping = Pick<Deps, 'config' | 'db' | 'log' | 'metrics' | 'now'> & { stamper?: Stamper }

/** When each authority last failed. Forgotten with the process: asking once more does no harm. */
const failed = new WeakMap<Deps['db'], Map<string, number>>()

/**
 * Has the newest checkpoint stamped by every authority of `TSA_URLS`, at most once an hour each and only
 * when something has happened since. Failures are logged and counted, and tried again.
 */
export async function stampCheckpoints(deps: Stamping): Promise<void> {
  const { stamper, config, db, now } = deps
  const checkpoint = stamper && config.tsa_urls.length > 0 && (await latestCheckpoint(db))
  if (!stamper || !checkpoint) return
  const last = await lastStamps(db)
  for (const authority of config.tsa_urls) {
    const { size, at } = last.get(authority) ?? { size: 0, at: new Date(0) }
    if (now() - at.getTime() < hour || now() - failedAt(deps, authority) < pause) continue
    if (size < checkpoint.size && (await hasNews(db, size))) {
      await stampOne(deps, { stamper, authority, checkpoint })
    }
  }
}

interface Wish {
  stamper: Stamper
  authority: string
  checkpoint: Checkpoint
}

async function stampOne(deps: Stamping, { stamper, authority, checkpoint }: Wish): Promise<void> {
  const { db, log, metrics, now } = deps
  const { size, note } = checkpoint
  try {
    const stamp = await stamper.stamp(authority, note)
    const at = now()
    await db.transaction().execute(async (trx) => {
      if (!(await insertStamp(trx, { size, authority, ...stamp, at: new Date(at) }))) return
      const details = { size, authority }
      await recordEvents(trx, [{ actor: 'clock', action: 'checkpoint.stamped', at, details }])
    })
    metrics.stamps.inc({ outcome: 'stamped' })
  } catch (error) {
    failuresOf(deps).set(authority, now())
    metrics.stamps.inc({ outcome: 'failed' })
    log.error('stamp-failed', { size, host: new URL(authority).host }, error)
  }
}

function failedAt(deps: Stamping, authority: string): number {
  return failuresOf(deps).get(authority) ?? 0
}

function failuresOf({ db }: Stamping): Map<string, number> {
  const known = failed.get(db) ?? new Map<string, number>()
  failed.set(db, known)
  return known
}
