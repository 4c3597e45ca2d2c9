import { newState } from '../conversation/state.ts'
import type { Deps } from '../deps.ts'
import { recordEvents } from '../ledger/record.ts'
import { openDataKey } from '../seal/keys.ts'
import { sealJson } from '../seal/seal.ts'
import { emptyThread, emptyTip } from './empty/store.ts'
import { type Term, termsOf } from './rules.ts'
import { type Overdue, listOverdue, lockThread, markErased, moveOn, retireThread } from './store.ts'

const most = 50

/**
 * Erases the tips that people took back, once the line's grace is over. The rule, and what the person is
 * told:
 *
 * - DELETE takes back the one tip that is being told. No view shows its words from then on.
 * - After the grace everything in it is emptied: words, coded answers, places, files, what was read or made
 *   from them, and what it is found by.
 * - When no other tip of the thread stands, the thread's key is destroyed too, and with it whatever was
 *   sealed under it elsewhere; the address is forgotten: who writes again begins a new thread.
 * - A legal hold on the tip stops all of it until the hold is lifted.
 *
 * Counts and times stay, and so does the ledger, which says what was there by hashes alone. Safe in several
 * processes at once.
 */
export async function eraseDue(deps: Deps): Promise<void> {
  for (const line of deps.lines) {
    for (const term of termsOf(line, deps.now()).filter(({ rule }) => rule === 'taken_back')) {
      await eraseTerm(deps, term, most)
    }
  }
}

/** Erases up to `limit` of what is past one term, the oldest first. Returns how many it was. */
export async function eraseTerm(deps: Deps, term: Term, limit: number): Promise<number> {
  let erased = 0
  for (const due of await listOverdue(deps.db, term, limit)) {
    const key = await eraseOne(deps, term, due)
    if (!key) continue
    erased++
    deps.log.info('erased', { thread_id: due.thread_id, rule: term.rule, key })
  }
  return erased
}

function eraseOne(deps: Deps, term: Term, due: Overdue): Promise<'kept' | 'destroyed' | undefined> {
  const at = deps.now()
  return deps.db.transaction().execute(async (trx) => {
    const thread = await lockThread(trx, due.thread_id)
    if (!thread || !(await markErased(trx, term, due, new Date(at)))) return undefined
    const files = due.tip_id ? await emptyTip(trx, due.tip_id, new Date(at)) : 0
    const key = (await retireThread(trx, due.thread_id)) ? 'destroyed' : 'kept'
    if (key === 'destroyed') await emptyThread(trx, due.thread_id, new Date(at))
    else if (thread.tip_id === due.tip_id) await forgetInState(deps, trx, thread)
    await recordEvents(trx, [
      {
        ...{ actor: 'clock', at, thread_id: due.thread_id, tip_id: due.tip_id },
        action: term.rule === 'taken_back' ? 'tip.erased' : 'retention.deleted',
        details: { rule: term.rule, days: term.days, files, key },
      },
    ])
    return key
  })
}

/** The thread goes on with another tip of it; the next message begins one anew. */
async function forgetInState(
  { keys }: Deps,
  db: Deps['db'],
  { id, key, language }: { id: string; key: Uint8Array | null; language: string },
): Promise<void> {
  if (!key) return
  const state = { ...newState(language), language_settled: true }
  await moveOn(db, id, sealJson(openDataKey(keys, key), `state:${id}`, state))
}
