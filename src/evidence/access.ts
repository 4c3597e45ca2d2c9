import type { Deps } from '../deps.ts'
import { recordEvents } from '../ledger/record.ts'
import { Refusal } from '../ledger/refusal.ts'
import { openOriginal, type Original, requireFile } from './read.ts'

/** Who wants an original, whether they may, and what for. */
export interface Wish {
  by: string
  may: boolean
  as: 'viewed' | 'downloaded'
}

/**
 * Lets somebody have an original, and writes down that they did. Throws `not-allowed`, which the guard
 * writes down, or `not-found` where nobody may have it any more.
 */
export async function admitToOriginal(deps: Deps, id: string, wish: Wish): Promise<Original> {
  const { thread_id, tip_id } = await requireFile(deps, id)
  const action = `original.${wish.as}` as const
  const details = { evidence_id: id }
  if (!wish.may) {
    const wanted = { thread_id, tip_id, details: { ...details, action } }
    throw new Refusal('This role may not open originals', wanted)
  }
  const original = await openOriginal(deps, id)
  const event = { actor: `staff:${wish.by}`, action, at: deps.now(), thread_id, tip_id } as const
  await recordEvents(deps.db, [{ ...event, details }])
  return original
}
