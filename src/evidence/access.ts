import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { recordEvents, type Recorded } from '../ledger/record.ts'
import { openOriginal, type Original, requireFile } from './read.ts'

/** Who wants an original, whether they may, and what for. */
export interface Wish {
  by: string
  may: boolean
  as: 'viewed' | 'downloaded'
}

/**
 * Lets somebody have an original, and writes down that they did, or that they were refused. Throws
 * `not-allowed`, or `not-found` where nobody may have it any more.
 */
export async function admitToOriginal(deps: Deps, id: string, wish: Wish): Promise<Original> {
  const { thread_id, tip_id } = await requireFile(deps, id)
  const event = (action: Recorded['action'], details: Recorded['details']) =>
    recordEvents(deps.db, [
      {
        ...{ actor: `staff:${wish.by}` as const, action, at: deps.now(), thread_id, tip_id },
        details: { evidence_id: id, ...details },
      },
    ])
  if (!wish.may) {
    await event('access.denied', { action: `original.${wish.as}` })
    throw new Failure('not-allowed', 'This role may not open originals')
  }
  const original = await openOriginal(deps, id)
  await event(`original.${wish.as}`, {})
  return original
}
