import type { Deps } from '../deps.ts'
import { destroyKey, emptyTip, listErasable, lockThread, markErased } from './store.ts'

const most = 50

/**
 * Erases the tips that people took back, once the line's grace is over. The rule, and what the person is
 * told:
 *
 * - DELETE takes back the one tip that is being told. No view shows its words from then on.
 * - After the grace everything in it is emptied: words, coded answers, places, where its files lie.
 * - When no other tip of the thread stands, the thread's key is destroyed too, and with it whatever was
 *   sealed under it elsewhere; the address is forgotten: who writes again begins a new thread.
 * - A legal hold on the tip stops all of it until the hold is lifted.
 *
 * Counts and times stay. Safe in several processes at once.
 */
export async function eraseDue(deps: Deps): Promise<void> {
  const now = new Date(deps.now())
  for (const tip of await listErasable(deps.db, now, most)) {
    const erased = await eraseTip(deps, tip, now)
    if (erased) deps.log.info('erased', { tip_id: tip.id, key: erased })
  }
}

function eraseTip(
  { db }: Deps,
  { id, thread_id }: { id: string; thread_id: string },
  now: Date,
): Promise<'kept' | 'destroyed' | undefined> {
  return db.transaction().execute(async (trx) => {
    await lockThread(trx, thread_id)
    if (!(await markErased(trx, id, now))) return undefined
    await emptyTip(trx, id)
    return (await destroyKey(trx, thread_id)) ? 'destroyed' : 'kept'
  })
}
