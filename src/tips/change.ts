import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { type Recorded, recordEvents } from '../ledger/record.ts'
import { mayBecome } from './status.ts'
import { type TipChanges, type TipRow, listAssignees, updateTip } from './store.ts'

/** What staff may decide about a tip. What is absent stays as it is. */
export interface Decision {
  status?: TipRow['status'] | undefined
  severity?: TipRow['severity'] | undefined
  /** An investigator's e-mail address; null gives the tip back. */
  assignee?: string | null | undefined
  tags?: string[] | undefined
}

/**
 * Writes down what somebody of the staff, by their id, decided. Throws `bad-request` for a status that may not follow or an assignee who
 * cannot be one, and `conflict` when somebody else changed the status meanwhile.
 */
export async function changeTip(
  { db, now }: Deps,
  tip: TipRow,
  decision: Decision,
  by: string,
): Promise<void> {
  const { status, severity, assignee, tags } = decision
  if (status && !mayBecome(tip.status, status)) {
    throw new Failure('bad-request', `A tip that is ${tip.status} cannot become ${status}`)
  }
  const changes: TipChanges = {
    ...(status && { status }),
    ...(severity && { severity }),
    ...(tags && { tags: [...new Set(tags)] }),
    ...(assignee !== undefined && { assignee: await assigneeId(db, assignee) }),
  }
  if (Object.keys(changes).length === 0) return
  await db.transaction().execute(async (trx) => {
    if (!(await updateTip(trx, tip, changes))) {
      throw new Failure('conflict', 'The status was changed by somebody else meanwhile')
    }
    const place = { thread_id: tip.thread_id, tip_id: tip.id }
    const details = described(changes)
    await recordEvents(trx, [
      { actor: `staff:${by}`, action: 'tip.changed', at: now(), ...place, details },
    ])
  })
}

/** Tags are words, so only their number is told. */
function described({ tags, ...codes }: TipChanges): NonNullable<Recorded['details']> {
  return { ...codes, ...(tags && { tags: tags.length }) }
}

async function assigneeId(db: Deps['db'], email: string | null): Promise<string | null> {
  if (email === null) return null
  const people = await listAssignees(db)
  const person = people.find((one) => one.email === email.toLowerCase())
  if (!person) throw new Failure('bad-request', 'No investigator with this e-mail address')
  return person.id
}
