import type { Kysely } from 'kysely'
import { OutgoingBody } from '../channels/body.ts'
import type { Database } from '../db/schema.ts'
import type { Deps, Job } from '../deps.ts'
import { type KeyRing, openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import { decide } from './decide.ts'
import type { Decision } from './draft.ts'
import { findStarts } from './find.ts'
import { type Lanes, shareTurns } from './lanes.ts'
import { createMemory, type Memory } from './memory.ts'
import { noRows, type Rows } from './rows.ts'
import type { Start } from './scene.ts'
import { saveRows } from './save/store.ts'
import type { Found } from './store.ts'
import type { Arrival, Turn, Turns } from './turns.ts'

type Shell = Omit<Deps, 'turns'>
type Outcome = Turn | Error | 'again'
interface Learned {
  arrival: Arrival
  start: Start | undefined
  decided: Decision | Outcome | undefined
  saved: Set<string>
}
type Inside = Extract<Arrival, { from: 'inside' }>

/** The one way that events run through threads: load, decide, save, all or nothing. */
export function createTurns(deps: Shell, lanes: Lanes): Turns {
  const memory = createMemory(deps.now)
  return shareTurns((arrivals) => advanceAll(deps, memory, arrivals), lanes)
}

async function advanceAll(deps: Shell, memory: Memory, arrivals: Arrival[]): Promise<Outcome[]> {
  const starts = await findStarts(deps, memory, arrivals)
  const taken = new Set<string>()
  const decided = arrivals.map((arrival, n) => decideOne(deps, arrival, starts[n] ?? {}, taken))
  const decisions = decided.filter((one) => typeof one === 'object' && 'rows' in one)
  const saved = await saveAll(deps, decisions)
  deps.metrics.batches.inc({ outcome: 'committed' })
  arrivals.forEach((arrival, n) =>
    learn(memory, { arrival, start: starts[n], decided: decided[n], saved }),
  )
  return decided.map((one, n) => count(deps, arrivals[n], outcomeOf(one, saved)))
}

function outcomeOf(decided: Decision | Outcome, saved: Set<string>): Outcome {
  if (typeof decided !== 'object' || !('rows' in decided)) return decided
  return saved.has(decided.thread_id) ? decided.turn : 'again'
}

/** Remembers what was saved. What was remembered and is refused is out of date, or met a repeat. */
function learn(memory: Memory, turn: Learned): void {
  const { arrival, start, decided, saved } = turn
  if (typeof decided !== 'object' || !('rows' in decided)) return
  if (saved.has(decided.thread_id)) memory.remember(arrival, decided.left)
  else if (start?.thread) memory.mistrust(arrival)
}

/** A repeat is answered as the first was; a thread that is in this batch already waits its turn. */
function decideOne(
  deps: Shell,
  arrival: Arrival,
  start: Start,
  taken: Set<string>,
): Decision | Outcome {
  const { found, thread } = start
  try {
    if (found?.repeat_id) return repeatOf(deps.keys, found)
    if (taken.has(thread?.id ?? found?.thread_id ?? '')) return 'again'
    if (arrival.from === 'inside' && isPast(arrival, found)) return nothingDone(arrival)
    const decision = decide(deps, arrival, start)
    taken.add(decision.thread_id)
    return decision
  } catch (error) {
    return error instanceof Error ? error : new Error('not an error', { cause: error })
  }
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

/** One statement, committed by itself; with jobs, one transaction around it and them. */
async function saveAll(deps: Shell, decisions: Decision[]): Promise<Set<string>> {
  if (decisions.length === 0) return new Set()
  const rows = joinRows(decisions)
  if (decisions.every(({ jobs }) => jobs.length === 0)) return saveRows(deps.db, rows)
  return deps.db.transaction().execute(async (trx) => {
    const saved = await saveRows(trx, rows)
    await enqueueSaved(deps, trx, decisions, saved)
    return saved
  })
}

async function enqueueSaved(
  deps: Shell,
  trx: Kysely<Database>,
  decisions: Decision[],
  saved: Set<string>,
): Promise<void> {
  const jobs: Job[] = decisions.flatMap((one) => (saved.has(one.thread_id) ? one.jobs : []))
  if (jobs.length > 0) await deps.enqueue(trx, jobs)
}

function joinRows(decisions: Decision[]): Rows {
  const all = noRows()
  for (const { rows } of decisions) {
    all.threads.push(...rows.threads)
    all.contacts.push(...rows.contacts)
    all.reaches.push(...rows.reaches)
    all.messages.push(...rows.messages)
    all.tips.push(...rows.tips)
    all.answers.push(...rows.answers)
    all.evidence.push(...rows.evidence)
    all.events.push(...rows.events)
    all.links.push(...rows.links)
  }
  return all
}

function count(deps: Shell, arrival: Arrival | undefined, outcome: Outcome): Outcome {
  const channel = arrival?.from === 'outside' ? arrival.inbound.channel : 'inside'
  deps.metrics.turns.inc({ channel, outcome: outcomeName(outcome) })
  return outcome
}

function outcomeName(outcome: Outcome): string {
  if (outcome === 'again') return 'again'
  if (outcome instanceof Error) return 'failed'
  return outcome.duplicate ? 'repeat' : 'advanced'
}
