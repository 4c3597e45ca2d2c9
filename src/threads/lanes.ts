import { isOutage } from '../db/outage.ts'
import { Failure } from '../errors.ts'
import type { Arrival, Turn, Turns } from './turns.ts'

/** Runs arrivals together. `again` asks for another try: the thread moved on meanwhile. */
export type RunBatch = (arrivals: Arrival[]) => Promise<(Turn | Error | 'again')[]>

export interface Lanes {
  /** Batches under way at once. */
  lanes: number
  /** Turns in one batch. */
  most: number
  /** The fewest turns that must wait before a further lane opens. */
  worth?: number
}

interface Waiting {
  arrival: Arrival
  key: string
  tries: number
  resolve(turn: Turn): void
  reject(error: unknown): void
}

const mostTries = 20

/**
 * Shares statements between turns that wait at the same moment. A thread is in one batch at a time
 * and its turns keep their order; a batch that fails is repeated turn by turn, so that one poisoned
 * turn harms no other. Each turn is answered only after its own batch has committed.
 *
 * A further lane opens once as many turns wait as the others carry: full batches are worth more than early
 * ones, and what is full depends on how many people write at once.
 */
export function shareTurns(run: RunBatch, { lanes, most, worth = 1 }: Lanes): Turns {
  const queue: Waiting[] = []
  const inFlight = new Set<string>()
  let busy = 0

  function pump(): void {
    while (busy < lanes && queue.length >= fewest()) {
      const batch = takeBatch(queue, inFlight, most)
      if (batch.length === 0) return
      busy++
      void runLane(batch).finally(() => {
        busy--
        for (const waiting of batch) inFlight.delete(waiting.key)
        pump()
      })
    }
  }

  function fewest(): number {
    return busy === 0 ? 1 : Math.min(Math.max(worth, inFlight.size), most)
  }

  async function runLane(batch: Waiting[]): Promise<void> {
    const again = await settle(run, batch)
    queue.unshift(...again)
  }

  return {
    advance: (arrival) =>
      new Promise((resolve, reject) => {
        queue.push({ arrival, key: keyOf(arrival), tries: 0, resolve, reject })
        pump()
      }),
  }
}

/** The oldest waiting turns whose threads are free, one a thread. */
function takeBatch(queue: Waiting[], inFlight: Set<string>, most: number): Waiting[] {
  const batch: Waiting[] = []
  const passed = new Set<string>()
  for (let at = 0; at < queue.length && batch.length < most;) {
    const waiting = queue[at]
    if (!waiting) break
    if (inFlight.has(waiting.key) || passed.has(waiting.key)) {
      passed.add(waiting.key)
      at++
      continue
    }
    inFlight.add(waiting.key)
    batch.push(waiting)
    queue.splice(at, 1)
  }
  return batch
}

/** Runs a batch, tells every turn what became of it, and returns those that must try again. */
async function settle(run: RunBatch, batch: Waiting[]): Promise<Waiting[]> {
  try {
    const outcomes = await run(batch.map((waiting) => waiting.arrival))
    return batch.filter((waiting, n) => tell(waiting, outcomes[n] ?? 'again'))
  } catch (error) {
    if (isOutage(error)) return refuseAll(batch, error)
    if (batch.length === 1) return batch.filter((waiting) => tell(waiting, toError(error)))
    const again: Waiting[] = []
    for (const waiting of batch) again.push(...(await settle(run, [waiting])))
    return again
  }
}

/** True when the turn has to wait for another try. */
function tell(waiting: Waiting, outcome: Turn | Error | 'again'): boolean {
  if (outcome instanceof Error) waiting.reject(outcome)
  else if (outcome !== 'again') waiting.resolve(outcome)
  else if (++waiting.tries < mostTries) return true
  else waiting.reject(new Failure('conflict', 'the thread kept moving'))
  return false
}

function refuseAll(batch: Waiting[], cause: unknown): Waiting[] {
  for (const waiting of batch) {
    waiting.reject(new Failure('database-unavailable', 'database-unavailable', { cause }))
  }
  return []
}

function keyOf(arrival: Arrival): string {
  if (arrival.from === 'inside') return arrival.thread
  const { channel, from } = arrival.inbound
  return `${arrival.line} ${channel} ${from}`
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('not an error', { cause: error })
}
