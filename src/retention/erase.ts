import { removesCopies } from '../channels/copies.ts'
import { newState, State } from '../conversation/state.ts'
import { isOutage } from '../db/outage.ts'
import type { Deps } from '../deps.ts'
import { recordEvents } from '../ledger/record.ts'
import { openDataKey } from '../seal/keys.ts'
import { openJson, sealJson } from '../seal/seal.ts'
import { emptyThread, emptyTip, listCopiesLeft } from './empty/store.ts'
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

const batch = 50

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
 * Counts and times stay, and so does the ledger, which says what was there by hashes alone; where a provider
 * keeps a copy that is to be removed, its name of that message stays until it is. Safe in several processes
 * at once.
 */
export async function eraseDue(deps: Deps): Promise<void> {
  for (const line of deps.lines) {
    for (const term of termsOf(line, deps.now()).filter(({ rule }) => rule === 'taken_back')) {
      await eraseTerm(deps, term, batch)
    }
  }
}

/**
 * Erases what is past one term, the oldest first, or tries it with `most` of it. Returns how many it was. One
 * that fails, as its key cannot be opened, keeps no other, however many such there are.
 */
export async function eraseTerm(deps: Deps, term: Term, most = Infinity): Promise<number> {
  const left: string[] = []
  let erased = 0
  while (erased + left.length < most) {
    const due = await listOverdue(deps.db, term, { limit: batch, except: left })
    if (due.length === 0) return erased
    for (const one of due) {
      if (await eraseLogged(deps, term, one)) erased++
      else left.push(one.tip_id ?? one.thread_id)
    }
  }
  return erased
}

async function eraseLogged(deps: Deps, term: Term, due: Overdue): Promise<boolean> {
  const key = await eraseOne(deps, term, due).catch((error: unknown) => {
    if (isOutage(error)) throw error
    deps.log.error('erase-failed', { thread_id: due.thread_id, rule: term.rule }, error)
  })
  if (key) deps.log.info('erased', { thread_id: due.thread_id, rule: term.rule, key })
  return key !== undefined
}

function eraseOne(deps: Deps, term: Term, due: Overdue): Promise<'kept' | 'destroyed' | undefined> {
  const at = deps.now()
  const { thread_id, tip_id } = due
  return deps.db.transaction().execute(async (trx) => {
    const thread = await lockThread(trx, thread_id)
    if (!thread || !(await markErased(trx, term, due, new Date(at)))) return undefined
    const copies_go = removesCopies(deps, { line_id: term.line, channel: thread.channel })
    const how = { now: new Date(at), copies_go }
    const files = tip_id ? await emptyTip(trx, { thread_id, tip_id }, how) : 0
    const key = (await retireThread(trx, thread_id)) ? 'destroyed' : 'kept'
    if (key === 'destroyed') await emptyThread(trx, thread_id, how)
    else if (tip_id) await forgetInState(deps, trx, thread, tip_id)
    if (copies_go) await removeCopies(deps, trx, due, key === 'kept')
    await recordEvents(trx, [
      {
        ...{ actor: 'clock', at, thread_id, tip_id },
        action: term.rule === 'taken_back' ? 'tip.erased' : 'retention.deleted',
        details: { rule: term.rule, days: term.days, files, key },
      },
    ])
    return key
  })
}

/** In jobs of their own: those that wait may end before the provider is done, and some were never asked for. */
async function removeCopies(
  { enqueue }: Deps,
  db: Deps['db'],
  { tip_id, thread_id }: Overdue,
  goesOn: boolean,
): Promise<void> {
  const left = await listCopiesLeft(db, { thread_id, ...(goesOn && tip_id && { tip_id }) })
  const jobs = left.map((message_id) => ({
    name: 'clear-provider' as const,
    data: { message_id },
  }))
  if (jobs.length > 0) await enqueue(db, jobs)
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
