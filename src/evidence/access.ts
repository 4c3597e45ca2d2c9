import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { sealReason } from '../ledger/reason.ts'
import { recordEvents } from '../ledger/record.ts'
import { Refusal } from '../ledger/refusal.ts'
import { hidesPlace, openOriginal, type Original, requireFile } from './read.ts'

/** Who wants an original, whether they may, what for, and why if they say. */
export interface Wish {
  by: string
  may: boolean
  as: 'viewed' | 'downloaded'
  reason?: string | undefined
}

/**
 * Lets somebody have an original, and writes down that they did. Throws `not-allowed`, which the guard
 * writes down; `not-found` where nobody may have it any more; and `conflict` while it is happening now,
 * where no reason is given: the file may say where the person is.
 */
export async function admitToOriginal(deps: Deps, id: string, wish: Wish): Promise<Original> {
  const file = await requireFile(deps, id)
  const { thread_id, tip_id, key } = file
  const action = `original.${wish.as}` as const
  const details = { evidence_id: id }
  if (!wish.may) {
    const wanted = { thread_id, tip_id, details: { ...details, action } }
    throw new Refusal('This role may not open originals', wanted)
  }
  if (hidesPlace(file) && !wish.reason) {
    throw new Failure('conflict', 'It is happening now: the file may say where. Give a reason')
  }
  const original = await openOriginal(deps, id)
  const reason = key && wish.reason && sealReason(deps.keys, key, id, wish.reason)
  const event = { actor: `staff:${wish.by}`, action, at: deps.now(), thread_id, tip_id } as const
  await recordEvents(deps.db, [{ ...event, details: { ...details, ...(reason && { reason }) } }])
  return original
}
