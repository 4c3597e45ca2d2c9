import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Stamper } from '../stamp/stamper.ts'
import { listStamps, listStampsGone, type NotedStamp } from '../stamp/store.ts'
import { addFinding, type Findings } from './findings.ts'

const page = 200
const goneMost = 5_000

/**
 * Checks every time stamp against its checkpoint, and that each of which an event tells is there. Returns how
 * many there are.
 */
export async function checkStamps(
  db: Kysely<Database>,
  findings: Findings,
  stamper: Stamper | undefined,
): Promise<number> {
  const checked = await checkStampsKept(db, findings, stamper)
  for (const { event_id, size, authority } of await listStampsGone(db, goneMost)) {
    const says = `The time stamp of ${authority} on the checkpoint over ${size} events, of which event ${event_id} tells, was removed, or the checkpoint was.`
    addFinding(findings, 'stamp-gone', `stamp ${size} ${authority}`, says)
  }
  return checked
}

async function checkStampsKept(
  db: Kysely<Database>,
  findings: Findings,
  stamper: Stamper | undefined,
): Promise<number> {
  let checked = 0
  for (let after = { size: 0, authority: '' }; ;) {
    const stamps = await listStamps(db, { after, limit: page })
    for (const stamp of stamps) await checkStamp(findings, stamper, stamp)
    checked += stamps.length
    const last = stamps.at(-1)
    if (!last || stamps.length < page) return checked
    after = last
  }
}

async function checkStamp(
  findings: Findings,
  stamper: Stamper | undefined,
  { size, authority, response, note }: NotedStamp,
): Promise<void> {
  try {
    await stamper?.read(response, note)
  } catch {
    const says = `The time stamp of ${authority} on the checkpoint over ${size} events is not a signed stamp of that checkpoint.`
    addFinding(findings, 'stamp-invalid', `stamp ${size} ${authority}`, says)
  }
}
