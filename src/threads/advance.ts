import type { Kysely } from 'kysely'
import { OutgoingBody } from '../channels/body.ts'
import type { Database } from '../db/schema.ts'
import type { Deps, Job } from '../deps.ts'
import { blindIndexes, type KeyRing, openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import { insertLinks } from '../evidence/upload/store.ts'
import { decide } from './decide.ts'
import type { Decision } from './draft.ts'
import { type Lanes, shareTurns } from './lanes.ts'
import { noRows, type Rows } from './rows.ts'
import { findThreads, type Found, saveRows, type Sought } from './store.ts'
import type { Arrival, Turn, Turns } from './turns.ts'

type Shell = Omit<Deps, 'turns'>
type Outcome = Turn | Error | 'again'
type Inside = Extract<Arrival, { from: 'inside' }>

/** The one way that events run through threads: load, decide, save, all or nothing. */
export function createTurns(deps: Shell, lanes: Lanes): Turns {
  return shareTurns((arrivals) => advanceAll(deps, arrivals), lanes)
}

async function advanceAll(deps: Shell, arrivals: Arrival[]): Promise<Outcome[]> {
  const found = await findAll(deps, arrivals)
  const taken = new Set<string>()
  const decided = arrivals.map((arrival, n) => decideOne(deps, arrival, found[n], taken))
  const decisions = decided.filter((one) => typeof one === 'object' && 'rows' in one)
  const saved = await saveAll(deps, decisions)
  deps.metrics.batches.inc({ outcome: 'committed' })
  return decided.map((one, n) => count(deps, arrivals[n], outcomeOf(one, saved)))
}

function outcomeOf(decided: Decision | Outcome, saved: Set<string>): Outcome {
  if (typeof decided !== 'object' || !('rows' in decided)) return decided
  return saved.has(decided.thread_id) ? decided.turn : 'again'
}

/** A repeat is answered as the first was; a thread that is in this batch already waits its turn. */
function decideOne(
  deps: Shell,
  arrival: Arrival,
  found: Found | undefined,
  taken: Set<string>,
): Decision | Outcome {
  try {
    if (found?.repeat_id) return repeatOf(deps.keys, found)
    if (found?.thread_id && taken.has(found.thread_id)) return 'again'
    if (arrival.from === 'inside' && isPast(arrival, found)) return nothingDone(arrival)
    const decision = decide(deps, arrival, found)
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

async function findAll(deps: Shell, arrivals: Arrival[]): Promise<(Found | undefined)[]> {
  const sought = arrivals.flatMap((arrival, n) => seek(deps.keys, arrival, n))
  const rows = await findThreads(deps.db, sought)
  const found = new Array<Found | undefined>(arrivals.length).fill(undefined)
  for (const row of rows) {
    const better = !found[row.n]?.thread_id && !found[row.n]?.repeat_id
    if (better) found[row.n] = row
  }
  return found
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

/** One statement, committed by itself; with jobs or links, one transaction around it and them. */
async function saveAll(deps: Shell, decisions: Decision[]): Promise<Set<string>> {
  if (decisions.length === 0) return new Set()
  const rows = joinRows(decisions)
  const alone = decisions.every(({ jobs, links }) => jobs.length === 0 && links.length === 0)
  if (alone) return saveRows(deps.db, rows)
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
  const links = decisions.flatMap((one) => (saved.has(one.thread_id) ? one.links : []))
  if (links.length > 0) await insertLinks(trx, links)
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
