import { hash, randomUUID } from 'node:crypto'
import type { SceneThread } from './scene.ts'
import type { Arrival } from './turns.ts'

/** More conversations than are under way at a time; what is left of the others goes soon. */
const most = 2_000
/** Milliseconds. */
const doubt = 1_000

/**
 * The threads that this process has just advanced, as it left them: their next turn needs no load. What
 * is remembered may be out of date, as other doors and processes write too. So a save is refused when
 * the thread's version has moved on, or the delivery is a repeat, and the turn runs again with a load;
 * whatever else a turn is decided by moves the version on when it changes (`markReach`, `markHold`).
 *
 * A state is kept as it is, since its key is in the memory of this process as well; an address is a hash
 * with a salt of this process.
 */
export interface Memory {
  recall(arrival: Arrival): SceneThread | undefined
  /** Forgets the thread when nothing is given. */
  remember(arrival: Arrival, thread: SceneThread | undefined): void
  /** What was remembered was out of date. Others write too, so for a moment nothing is recalled. */
  mistrust(arrival: Arrival): void
}

/** An empty memory that keeps the threads used last. */
export function createMemory(now: () => number): Memory {
  const threads = new Map<string, SceneThread>()
  const salt = randomUUID()
  let trustedFrom = 0

  function remember(arrival: Arrival, thread: SceneThread | undefined): void {
    const key = keyOf(arrival, salt)
    if (!key) return
    threads.delete(key)
    if (thread) threads.set(key, thread)
    const [oldest] = threads.size > most ? threads.keys() : []
    if (oldest) threads.delete(oldest)
  }

  return {
    recall: (arrival) => {
      const key = isEdit(arrival) || now() < trustedFrom ? undefined : keyOf(arrival, salt)
      return key ? threads.get(key) : undefined
    },
    remember,
    mistrust: (arrival) => {
      remember(arrival, undefined)
      trustedFrom = now() + doubt
    },
  }
}

/** An edit needs the message it changes, which only a load finds. */
function isEdit(arrival: Arrival): boolean {
  return arrival.from === 'outside' && arrival.inbound.content.type === 'edit'
}

/** By the person, as arrivals name them; what comes from inside names a thread and is always loaded. */
function keyOf(arrival: Arrival, salt: string): string | undefined {
  if (arrival.from === 'inside') return undefined
  const { channel, from } = arrival.inbound
  return hash('sha256', `${salt} ${arrival.line} ${channel} ${from}`, 'base64')
}
