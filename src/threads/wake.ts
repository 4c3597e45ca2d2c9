import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { afterQuiet } from '../lines/quiet.ts'
import { type Due, findDue, postponeDue } from './store.ts'

const most = 500
/** A thread that fails is left alone this long, so that it keeps no other from its turn. */
const laterBy = 3_600_000

/**
 * Tells threads whose wait is over that nothing came, and returns how many. Several processes may do
 * so at once: a turn that finds the silence broken or told already does nothing.
 */
export async function wakeDue(deps: Deps): Promise<number> {
  const now = deps.now()
  const due = await findDue(deps.db, new Date(now), most)
  await Promise.all(due.map((one) => wake(deps, one, now)))
  return due.length
}

async function wake(deps: Deps, one: Due, now: number): Promise<void> {
  const morning = morningFor(deps, one, now)
  if (morning > now) return postponeDue(deps.db, one, new Date(morning))
  const event = { type: 'silence-passed', id: randomUUID(), at: now, after: one.due } as const
  try {
    await deps.turns.advance({ from: 'inside', thread: one.id, event, sent_by: 'clock' })
  } catch (error) {
    deps.log.error('wake-failed', { thread_id: one.id }, error)
    await postponeDue(deps.db, one, new Date(now + laterBy))
  }
}

/** Nothing unasked lights up a screen at night. Who has just written is awake. */
function morningFor({ lines }: Deps, { due, line_id }: Due, now: number): number {
  const line = lines.find(({ id }) => id === line_id)
  return due !== 'pause' && line ? afterQuiet(line, now) : now
}
