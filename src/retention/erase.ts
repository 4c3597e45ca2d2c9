import { newState, State } from '../conversation/state.ts'
import { isOutage } from '../db/outage.ts'
import type { Deps } from '../deps.ts'
import { recordEvents } from '../ledger/record.ts'
import { openDataKey } from '../seal/keys.ts'
import { openJson, sealJson } from '../seal/seal.ts'
import { emptyThread, emptyTip } from './empty/store.ts'
import { type Term, termsOf } from './rules.ts'
import {
  type Locked,
  type Overdue,
  listOverdue,
  lockThread,
  markErased,
  moveOn,
  retireThread,
  saveState,
} from './store.ts'

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

/**
 * Erases up to `limit` of what is past one term, the oldest first. Returns how many it was. One that fails,
 * as its key cannot be opened, keeps no other.
 */
export async function eraseTerm(deps: Deps, term: Term, limit: number): Promise<number> {
  let erased = 0
  for (const due of await listOverdue(deps.db, term, limit)) {
    const key = await eraseOne(deps, term, due).catch((error: unknown) => {
      if (isOutage(error)) throw error
      deps.log.error('erase-failed', { thread_id: due.thread_id, rule: term.rule }, error)
    })
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
    else if (due.tip_id) await forgetInState(deps, trx, thread, due.tip_id)
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

/** The thread goes on with another tip of it; where this one was told, the next message begins one anew. */
async function forgetInState(
  { keys }: Deps,
  db: Deps['db'],
  { id, key, language, ...thread }: Locked,
  tip_id: string,
): Promise<void> {
  if (!key) return
  const [dataKey, purpose] = [openDataKey(keys, key), `state:${id}`]
  if (thread.tip_id === tip_id) {
    const state = { ...newState(language), language_settled: true }
    return moveOn(db, id, sealJson(dataKey, purpose, state))
  }
  const state = State.parse(openJson(dataKey, purpose, thread.state))
  await saveState(db, id, sealJson(dataKey, purpose, without(state, tip_id)))
}

/** Nothing of a tip that is gone, nor what staff asked about it: an answer would be kept where nobody looks. */
function without(state: State, tip_id: string): State {
  const earlier = state.earlier?.filter(({ id }) => id !== tip_id)
  if (state.aside?.id !== tip_id) return { ...state, earlier }
  return { ...state, earlier, aside: undefined, staff_waits: false, staff_asks: undefined }
}
