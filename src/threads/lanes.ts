import { isOutage } from '../db/outage.ts'
import { Failure } from '../errors.ts'

/** Does the work of several together. Each gets a result, in their order. */
export type RunBatch<Item, Result> = (items: Item[]) => Promise<Result[]>

export interface Lanes {
  /** Batches under way at once. */
  lanes: number
  /** Items in one batch. */
  most: number
  /** The fewest items that must wait before a further lane opens. */
  worth?: number
}

interface Waiting<Item, Result> {
  item: Item
  key: string
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Shares statements between those that wait at the same moment. A key is in one batch at a time and its
 * items keep their order; a batch that fails is repeated item by item, so that a poisoned one harms no
 * other. Each is answered only after its own batch has ended. Throws `database-unavailable` in an outage.
 *
 * A further lane opens once as many items wait as the others carry: full batches are worth more than early
 * ones, and what is full depends on how many people write at once.
 */
export function shareWork<Item, Result>(
  run: RunBatch<Item, Result>,
  keyOf: (item: Item) => string,
  { lanes, most, worth = 1 }: Lanes,
): (item: Item) => Promise<Result> {
  const queue: Waiting<Item, Result>[] = []
  const inFlight = new Set<string>()
  let busy = 0

  function pump(): void {
    while (busy < lanes && queue.length >= fewest()) {
      const batch = takeBatch(queue, inFlight, most)
      if (batch.length === 0) return
      busy++
      void settle(run, batch).finally(() => {
        busy--
        for (const waiting of batch) inFlight.delete(waiting.key)
        pump()
      })
    }
  }

  function fewest(): number {
    return busy === 0 ? 1 : Math.min(Math.max(worth, inFlight.size), most)
  }

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, key: keyOf(item), resolve, reject })
      pump()
    })
}

/** The oldest waiting items whose keys are free, one a key. */
function takeBatch<Item, Result>(
  queue: Waiting<Item, Result>[],
  inFlight: Set<string>,
  most: number,
): Waiting<Item, Result>[] {
  const batch: Waiting<Item, Result>[] = []
  for (let at = 0; at < queue.length && batch.length < most;) {
    const waiting = queue[at]
    if (!waiting) break
    if (inFlight.has(waiting.key)) {
      at++
      continue
    }
    inFlight.add(waiting.key)
    batch.push(waiting)
    queue.splice(at, 1)
  }
  return batch
}

/** Runs a batch and tells every item what became of it. */
async function settle<Item, Result>(
  run: RunBatch<Item, Result>,
  batch: Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await run(batch.map(({ item }) => item))
    for (const [n, { resolve, reject }] of batch.entries()) {
      if (n in results) resolve(results[n] as Result)
      else reject(new Error('a batch gave no result'))
    }
  } catch (error) {
    if (isOutage(error)) return refuseAll(batch, error)
    if (batch.length === 1) return batch[0]?.reject(error)
    for (const waiting of batch) await settle(run, [waiting])
  }
}

function refuseAll<Item, Result>(batch: Waiting<Item, Result>[], cause: unknown): void {
  for (const { reject } of batch) {
    reject(new Failure('database-unavailable', 'database-unavailable', { cause }))
  }
}
