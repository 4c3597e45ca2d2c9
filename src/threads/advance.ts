import { OutgoingBody } from '../channels/body.ts'
import type { Deps } from '../deps.ts'
import { type KeyRing, openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import { Failure } from '../errors.ts'
import { decide } from './decide.ts'
import type { Decision } from './draft.ts'
import { findStarts } from './find.ts'
import { createOrder } from './in-order.ts'
import { type Lanes, shareWork } from './lanes.ts'
import { createMemory, type Memory } from './memory.ts'
import type { Start } from './scene.ts'
import { saveTurns } from './save/save-turns.ts'
import type { Found } from './store.ts'
import type { Arrival, Turn, Turns } from './turns.ts'

type Shell = Omit<Deps, 'turns'>
type Inside = Extract<Arrival, { from: 'inside' }>

interface Flow {
  deps: Shell
  memory: Memory
  /** Loads and saves are shared with those that wait at the same moment. */
  load: (arrival: Arrival) => Promise<Start>
  /** False: the thread has moved on, or the delivery is known. Nothing was written. */
  save: (decision: Decision) => Promise<boolean>
}

const mostTries = 20

/**
 * The one way that events run through threads: load, decide, save, all or nothing. Whatever is remembered is
 * decided as it arrives; only the statements wait for one another.
 */
export function createTurns(deps: Shell, lanes: Lanes): Turns {
  const flow: Flow = {
    deps,
    memory: createMemory(deps.now),
    load: shareWork((arrivals) => findStarts(deps, arrivals), keyOf, { ...lanes, lanes: 1 }),
    save: shareWork(
      (decisions) => saveTurns(deps, decisions),
      ({ thread_id }) => thread_id,
      lanes,
    ),
  }
  const inOrder = createOrder()
  return { advance: (arrival) => inOrder(keyOf(arrival), () => advance(flow, arrival)) }
}

/** Who the turn is of: one person's are taken one after another. */
function keyOf(arrival: Arrival): string {
  if (arrival.from === 'inside') return arrival.thread
  const { channel, from } = arrival.inbound
  return `${arrival.line} ${channel} ${from}`
}

async function advance(flow: Flow, arrival: Arrival): Promise<Turn> {
  for (let tries = 0; tries < mostTries; tries++) {
    const turn = await tryOnce(flow, arrival).catch((error: unknown) => {
      count(flow.deps, arrival, 'failed')
      throw error
    })
    if (turn) {
      count(flow.deps, arrival, turn.duplicate ? 'repeat' : 'advanced')
      return turn
    }
    count(flow.deps, arrival, 'again')
  }
  throw new Failure('conflict', 'the thread kept moving')
}

/** Nothing when the turn has to run again. What was remembered is then out of date, or met a repeat. */
async function tryOnce(flow: Flow, arrival: Arrival): Promise<Turn | undefined> {
  const { deps, memory } = flow
  const remembered = memory.recall(arrival)
  const start = remembered ? { thread: remembered } : await flow.load(arrival)
  const decided = decideOne(deps, arrival, start)
  if (!('rows' in decided)) return decided
  if (await flow.save(decided)) {
    memory.remember(arrival, decided.left)
    return decided.turn
  }
  if (remembered) memory.mistrust(arrival)
  return undefined
}

/** A repeat is answered as the first was. */
function decideOne(deps: Shell, arrival: Arrival, start: Start): Decision | Turn {
  const { found } = start
  if (found?.repeat_id) return repeatOf(deps.keys, found)
  if (arrival.from === 'inside' && isPast(arrival, found)) return nothingDone(arrival)
  return decide(deps, arrival, start)
}

/** A silence that somebody has broken, or that another process has told already. */
function isPast({ event }: Inside, found: Found | undefined): boolean {
  if (event.type !== 'silence-passed') return false
  return found?.due !== event.after || !found.due_at || +found.due_at > event.at
}

function nothingDone({ thread, event }: Inside): Turn {
  return { thread_id: thread, message_id: event.id, reply: null, duplicate: true }
}

function repeatOf(keys: KeyRing, found: Found): Turn {
  const { reply_id, reply_body, repeat_key } = found
  const turn = {
    thread_id: found.repeat_thread ?? '',
    message_id: found.repeat_id ?? '',
    duplicate: true,
  }
  if (!reply_id || !reply_body || !repeat_key) return { ...turn, reply: null }
  const body = openJson(openDataKey(keys, repeat_key), `message:${reply_id}`, reply_body)
  return { ...turn, reply: { message_id: reply_id, outgoing: OutgoingBody.parse(body) } }
}

function count(deps: Shell, arrival: Arrival, outcome: string): void {
  const channel = arrival.from === 'outside' ? arrival.inbound.channel : 'inside'
  deps.metrics.turns.inc({ channel, outcome })
}
