import type { Deps } from '../deps.ts'
import { blindIndexes, type KeyRing } from '../seal/keys.ts'
import type { Start } from './scene.ts'
import { findThreads, type Sought } from './store.ts'
import type { Arrival } from './turns.ts'

/** Where each turn of a batch begins, found with one statement. */
export async function findStarts(
  { db, keys, metrics }: Pick<Deps, 'db' | 'keys' | 'metrics'>,
  arrivals: Arrival[],
): Promise<Start[]> {
  const starts: Start[] = arrivals.map(() => ({}))
  const sought = arrivals.flatMap((arrival, n) => seek(keys, arrival, n))
  metrics.batches.inc({ outcome: 'loaded' })
  for (const row of await findThreads(db, sought)) {
    const found = starts[row.n]?.found
    if (!found?.thread_id && !found?.repeat_id) starts[row.n] = { found: row }
  }
  return starts
}

/** One entry for each key of the ring: a contact may have been indexed under an older one. */
function seek(keys: KeyRing, arrival: Arrival, n: number): Sought[] {
  const nothing = { line_id: null, channel: null, address_index: null, provider_id: null }
  if (arrival.from === 'inside') {
    return [{ n, ...nothing, edited_ref: null, thread_id: arrival.thread }]
  }
  const { channel, from, provider_id, provider_ref, content } = arrival.inbound
  const edited_ref = content.type === 'edit' ? (provider_ref ?? null) : null
  const base = { n, line_id: arrival.line, channel, provider_id, edited_ref, thread_id: null }
  return blindIndexes(keys, `${channel}:${from}`).map((index) => ({
    ...base,
    address_index: Buffer.from(index).toString('hex'),
  }))
}
