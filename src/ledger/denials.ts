import type { Deps } from '../deps.ts'
import { recordEvents } from './record.ts'

/** At most one event a minute and door: a flood of forged requests costs next to nothing. */
const window = 60_000

interface Denials {
  writtenAt: number
  waiting: number
}

/** Counted for a process, as its counters are. */
const counted = new WeakMap<Deps['metrics'], Map<string, Denials>>()

type Counting = Pick<Deps, 'db' | 'metrics' | 'now'>

/** Counts a request whose signature or secret was wrong; the first of a minute is written down at once. */
export async function recordDenial(deps: Counting, door: string): Promise<void> {
  const denials = denialsOf(deps, door)
  denials.waiting++
  await write(deps, door, denials)
}

/** Writes down what was counted since the last event. */
export async function flushDenials(deps: Counting): Promise<void> {
  for (const [door, denials] of counted.get(deps.metrics) ?? []) await write(deps, door, denials)
}

async function write(deps: Counting, door: string, denials: Denials): Promise<void> {
  const at = deps.now()
  const { waiting: count, writtenAt } = denials
  if (count === 0 || at - writtenAt < window) return
  Object.assign(denials, { writtenAt: at, waiting: 0 })
  const event = {
    actor: 'provider',
    action: 'webhook.denied',
    at,
    details: { door, count },
  } as const
  try {
    await recordEvents(deps.db, [event])
  } catch (error) {
    denials.waiting += count
    throw error
  }
}

function denialsOf({ metrics }: Counting, door: string): Denials {
  const doors = counted.get(metrics) ?? new Map<string, Denials>()
  counted.set(metrics, doors)
  const denials = doors.get(door) ?? { writtenAt: 0, waiting: 0 }
  doors.set(door, denials)
  return denials
}
