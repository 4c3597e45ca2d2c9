import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { findTipThread } from './store.ts'

/** A tip with its thread, as both were at one moment. */
export type StandingTip = NonNullable<Awaited<ReturnType<typeof findTipThread>>>

const mostTries = 5

/**
 * Does something about a tip by a turn that names the thread's version: it is refused when the thread has moved
 * on since, by an erasure too, so that what was looked at here still holds when the turn is saved. It is then
 * tried again with what stands. Throws `not-found` when there is no such tip.
 */
export async function asItStands<T>(
  deps: Deps,
  tip_id: string,
  act: (tip: StandingTip) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const tip = await findTipThread(deps.db, tip_id)
    if (!tip) throw new Failure('not-found', 'no such tip')
    try {
      return await act(tip)
    } catch (error) {
      const moved = error instanceof Failure && error.code === 'conflict'
      if (!moved || tries === mostTries) throw error
    }
  }
}

/** Throws `cannot-reach` when the person behind a tip may not be written to about it, with the reason. */
export function requireReachable({ reach, stage, erased_at }: StandingTip): void {
  if (reach !== 'yes') throw new Failure('cannot-reach', reach)
  if (stage === 'withdrawn') throw new Failure('cannot-reach', stage)
  if (erased_at) throw new Failure('cannot-reach', 'erased')
}
