import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Deps } from '../../deps.ts'
import type { Decision } from '../draft.ts'
import { noRows, type Rows } from '../rows.ts'
import { saveRows } from './store.ts'

type Saving = Pick<Deps, 'db' | 'enqueue' | 'metrics'>

/**
 * Saves the turns of a batch by one statement, committed by itself; with jobs, by one transaction around it and
 * them. Returns the threads that were saved, see `saveRows`.
 */
export async function saveTurns(deps: Saving, decisions: Decision[]): Promise<Set<string>> {
  const rows = joinRows(decisions)
  const saved = decisions.every(({ jobs }) => jobs.length === 0)
    ? await saveRows(deps.db, rows)
    : await saveWithJobs(deps, decisions, rows)
  deps.metrics.batches.inc({ outcome: 'committed' })
  return saved
}

function saveWithJobs(deps: Saving, decisions: Decision[], rows: Rows): Promise<Set<string>> {
  return deps.db.transaction().execute(async (trx) => {
    const saved = await saveRows(trx, rows)
    await enqueueSaved(deps, trx, decisions, saved)
    return saved
  })
}

async function enqueueSaved(
  deps: Saving,
  trx: Kysely<Database>,
  decisions: Decision[],
  saved: Set<string>,
): Promise<void> {
  const jobs = decisions.flatMap((one) => (saved.has(one.thread_id) ? one.jobs : []))
  if (jobs.length > 0) await deps.enqueue(trx, jobs)
}

function joinRows(decisions: Decision[]): Rows {
  const all = noRows()
  for (const { rows } of decisions) {
    all.threads.push(...rows.threads)
    all.contacts.push(...rows.contacts)
    all.reaches.push(...rows.reaches)
    all.messages.push(...rows.messages)
    all.tips.push(...rows.tips)
    all.answers.push(...rows.answers)
    all.evidence.push(...rows.evidence)
    all.events.push(...rows.events)
    all.links.push(...rows.links)
  }
  return all
}
