import type { Deps } from '../deps.ts'
import { recordEvents } from './record.ts'
import { hasEventSince } from './store.ts'

/** Pages ask again every few seconds; one look is one event. */
const window = 10 * 60_000

/** Writes down that staff looked at a tip, once in ten minutes for each of them. */
export async function recordView(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  tip: { id: string; thread_id: string },
  by: string,
): Promise<void> {
  const at = now()
  const { id: tip_id, thread_id } = tip
  const event = { actor: `staff:${by}`, action: 'tip.viewed', at, tip_id, thread_id } as const
  if (await hasEventSince(db, event, new Date(at - window))) return
  await recordEvents(db, [event])
}
