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

/** An arrival, and what it begins from. */
interface Begun {
  arrival: Arrival
  start: Start
}

interface Flow {
  deps: Shell
  memory: Memory
  /** Loads are shared with those that wait at the same moment, and so are decisions and saves. */
  load: (arrival: Arrival) => Promise<Start>
  take: (begun: Begun) => Promise<Outcome>
}

/** Undecided: the thread has moved on, or the delivery is known, and nothing was written. */
type Outcome = { turn: Turn; left?: Decision['left'] } | { error: unknown } | undefined

const mostTries = 20

/**
 * The one way that events run through threads: load, decide, save, all or nothing. Those whose thread is
 * remembered do not wait for the loads of others. What is saved together is decided together: doing the same
 * many times over is quicker than doing it in between.
 */
export function createTurns(deps: Shell, lanes: Lanes): Turns {
  const flow: Flow = {
    deps,
    memory: createMemory(deps.now),
    load: shareWork((arrivals) => findStarts(deps, arrivals), keyOf, { ...lanes, lanes: 1 }),
    take: shareWork((all) => takeAll(deps, all), threadOf, lanes),
  }
  const inOrder = createOrder()
  return { advance: (arrival) => inOrder(keyOf(arrival), () => advance(flow, arrival)) }
}

/** A thread is in one batch at a time, also when a person and the clock speak of it. */
function threadOf({ arrival, start }: Begun): string {
  return start.thread?.id ?? start.found?.thread_id ?? keyOf(arrival)
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
  const remembered = flow.memory.recall(arrival)
  const start = remembered ? { thread: remembered } : await flow.load(arrival)
  const outcome = await flow.take({ arrival, start })
  if (!outcome) {
    if (remembered) flow.memory.mistrust(arrival)
    return undefined
  }
  if ('error' in outcome) throw outcome.error
  if (!outcome.turn.duplicate) flow.memory.remember(arrival, outcome.left)
  return outcome.turn
}

/** Decides all, and saves what is new. */
async function takeAll(deps: Shell, all: Begun[]): Promise<Outcome[]> {
  const decided = all.map((begun) => decideOne(deps, begun))
  const decisions = decided.filter((one) => 'rows' in one)
  const saved = decisions.length > 0 ? await saveTurns(deps, decisions) : new Set<string>()
  return decided.map((one) => {
    if (!('rows' in one)) return one
    return saved.has(one.thread_id) ? { turn: one.turn, left: one.left } : undefined
  })
}

function decideOne(deps: Shell, begun: Begun): Decision | NonNullable<Outcome> {
  try {
    return decideAnew(deps, begun)
  } catch (error) {
    return { error }
  }
}

/** A repeat is answered as the first was. */
function decideAnew(deps: Shell, { arrival, start }: Begun): Decision | { turn: Turn } {
  const { found } = start
  if (found?.repeat_id) return { turn: repeatOf(deps.keys, found) }
  if (arrival.from === 'inside' && isPast(arrival, found)) return { turn: nothingDone(arrival) }
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
