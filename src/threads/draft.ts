import type { InboundBody } from '../channels/body.ts'
import type { Inbound, Outgoing } from '../channels/channel.ts'
import type { Masked } from '../conversation/answer.ts'
import type { Stage } from '../conversation/effect.ts'
import type { Event, Reach } from '../conversation/event.ts'
import type { State } from '../conversation/state.ts'
import type { Job } from '../deps.ts'
import { blindIndexes } from '../seal/keys.ts'
import { seal, sealJson } from '../seal/seal.ts'
import { type Happening, type LedgerObject, nameObject } from '../ledger/event.ts'
import type { Arrived, NamedFile } from './inbound.ts'
import { newAlias } from './names.ts'
import { type MessageRow, noRows, type Rows, type TipRow } from './rows.ts'
import type { Scene, SceneThread, Wait } from './scene.ts'
import type { Arrival, Turn } from './turns.ts'

/** A turn decided: what to write, what to do after, what to answer. */
export interface Decision {
  thread_id: string
  rows: Rows
  jobs: Job[]
  turn: Turn
  /** The thread as it stands once this is saved, if that is known. */
  left: SceneThread | undefined
}

/** A turn being decided. Effects add to it; `finishDraft` closes it. */
export interface Draft {
  scene: Scene
  arrival: Arrival
  arrived: Arrived
  /** ISO 8601. */
  at: string
  language: string
  tip_id: string | null
  reach: Reach
  /** What the thread waits for after this turn. */
  wait: Wait | undefined
  tips: Map<string, TipRow>
  rows: Rows
  /** What the turn wrote, as the ledger names it. */
  objects: LedgerObject[]
  jobs: Job[]
  /** The address of the link that this turn offers. */
  link?: string
  reply: Turn['reply']
}

/** Begins a draft with the message that came, if it came from outside. */
export function newDraft(
  scene: Scene,
  arrival: Arrival,
  arrived: Arrived,
  { language, tip_id }: { language: string; tip_id: string | null },
): Draft {
  const at = new Date(arrived.event.at).toISOString()
  const draft: Draft = {
    ...{ scene, arrival, arrived, at, language, tip_id },
    reach: reachOnArrival(scene.thread.reach, arrived),
    wait: endsWait.has(arrived.event.type) ? undefined : scene.thread.wait,
    tips: new Map(),
    rows: noRows(),
    objects: [],
    jobs: [],
    reply: null,
  }
  if (arrival.from === 'outside') keepInbound(draft, arrival.inbound)
  for (const file of arrived.files) keepFile(draft, file)
  return draft
}

/** A person who does something, or a silence that passed, ends the wait; the others leave it. */
const endsWait: ReadonlySet<Event['type']> = new Set([
  'message-received',
  'button-pressed',
  'unreadable-received',
  'silence-passed',
])

/** Somebody who writes can be reached, unless their carrier was told to stop our messages. */
function reachOnArrival(reach: Reach, { kind }: Arrived): Reach {
  const wrote = kind === 'message' || kind === 'button'
  return wrote && reach !== 'opted_out' ? 'yes' : reach
}

function keepInbound(draft: Draft, inbound: Inbound): void {
  const { event, kind } = draft.arrived
  const about = kind === 'edit' ? draft.scene.thread.edited_id : null
  addMessage(draft, inboundBody(inbound), {
    id: event.id,
    direction: 'in',
    kind,
    status: 'received',
    provider_id: inbound.provider_id,
    ...(inbound.provider_ref && { provider_ref: inbound.provider_ref }),
    ...(about && { about }),
  })
}

/** Seals the message that came once more, with the ranges of its text that views hide. */
export function maskInbound(draft: Draft, masked: Masked[]): void {
  const { arrival, arrived, rows } = draft
  const { id } = arrived.event
  const row = rows.messages.find((message) => message.id === id)
  if (!row || arrival.from !== 'outside') return
  draft.objects = draft.objects.filter((object) => object.id !== id)
  row.body = sealObject(draft, 'message', id, { ...inboundBody(arrival.inbound), masked })
}

/** Seals what a row holds, and names it for the ledger. */
export function sealObject(
  draft: Draft,
  type: LedgerObject['type'],
  id: string,
  value: object,
): Uint8Array {
  const { json, object } = nameObject(type, id, value)
  draft.objects.push(object)
  return seal(draft.scene.thread.key, `${type}:${id}`, json)
}

function inboundBody({ content, raw }: Inbound): InboundBody {
  if (content.type === 'button') {
    const { question, choice } = content
    return { text: '', raw, choice: { question, choice } }
  }
  if (content.type === 'edit') return { text: content.text, raw }
  if (content.type !== 'message') return { text: '', raw }
  const { text, place } = content
  return { text, raw, ...(place && { place }) }
}

/** A file's type and size are what the sender's app makes of them, and columns do not hold just anything. */
const printable = /^[\x20-\x7e]{1,200}$/

function keepFile(draft: Draft, { id, kind, source, name, mime, size }: NamedFile): void {
  const { thread } = draft.scene
  draft.rows.evidence.push({
    id,
    thread_id: thread.id,
    tip_id: draft.tip_id,
    message_id: draft.arrived.event.id,
    kind,
    ...(mime && printable.test(mime) && { mime }),
    ...(Number.isSafeInteger(size) && { size }),
    source: sealObject(draft, 'evidence', id, { source, name }),
  })
  draft.jobs.push({ name: 'fetch-media', data: { evidence_id: id } })
  if (draft.tip_id) touchTip(draft, draft.tip_id).files++
}

type NewMessage = Pick<MessageRow, 'id' | 'direction' | 'kind' | 'status'> & Partial<MessageRow>

/** Adds a message row with its body sealed, and counts it on the tip. */
export function addMessage(draft: Draft, body: InboundBody | Outgoing, message: NewMessage): void {
  const { scene, tip_id } = draft
  const sealed = sealObject(draft, 'message', message.id, body)
  draft.rows.messages.push({ thread_id: scene.thread.id, tip_id, ...message, body: sealed })
  if (tip_id) countMessage(touchTip(draft, tip_id), message, movesOn(draft, message))
}

/** A live location comes again with every step; its first position told staff to look. */
function movesOn({ arrival }: Draft, { about }: NewMessage): boolean {
  if (arrival.from !== 'outside' || !about) return false
  const { content } = arrival.inbound
  return content.type === 'edit' && content.moves === true
}

function countMessage(tip: TipRow, { direction, kind }: NewMessage, moves: boolean): void {
  if (kind !== 'edit' && kind !== 'reach' && kind !== 'mark') tip.messages++
  if (direction === 'in' && kind !== 'reach' && !moves) tip.unread++
}

/** The row that gathers what this turn changes on a tip. */
export function touchTip(draft: Draft, id: string): TipRow {
  let tip = draft.tips.get(id)
  if (!tip) {
    tip = { id, thread_id: draft.scene.thread.id, messages: 0, unread: 0, files: 0 }
    draft.tips.set(id, tip)
  }
  return tip
}

/** Marks how far the person has come with a tip. */
export function stageTip(draft: Draft, id: string, stage: Stage): void {
  const tip = touchTip(draft, id)
  tip.stage = stage
  if (stage === 'submitted') tip.submitted_at = draft.at
  if (stage === 'withdrawn') tip.erase_at = afterGrace(draft)
}

const hour = 3_600_000

/**
 * At least an hour, whatever the line says: a delivery that its provider repeats is to be known still, and the
 * provider's copies are found by what is erased here.
 */
function afterGrace({ scene, arrived }: Draft): string {
  const grace = Math.max(scene.line.grace_days * 24 * hour, hour)
  return new Date(arrived.event.at + grace).toISOString()
}

/** Closes the draft: the thread's new state, and its contact if it is new. */
export function finishDraft(
  draft: Draft,
  { state, tip_id }: { state: State | undefined; tip_id: string | null },
): Decision {
  const { scene, rows, arrived, arrival, language, at, wait } = draft
  const { thread, line, channel } = scene
  const sealed = state
    ? seal(thread.key, `state:${thread.id}`, JSON.stringify(state))
    : thread.sealed
  rows.threads.push({
    ...{ id: thread.id, line_id: line.id, channel: channel.name, language, tip_id, at },
    ...(thread.wrapped && { key: thread.wrapped }),
    ...(wait && { due: wait.after, due_at: new Date(wait.at).toISOString() }),
    version: thread.version + 1,
    state: sealed ?? new Uint8Array(),
    ...(arrival.from === 'outside' && { delivery: arrival.inbound.provider_id }),
  })
  rows.tips.push(...draft.tips.values())
  const happened = happening(draft)
  if (happened) rows.events.unshift({ thread_id: thread.id, tip_id: draft.tip_id, ...happened })
  if (thread.wrapped && arrival.from === 'outside') addContact(draft, arrival.inbound)
  else if (draft.reach !== thread.reach) {
    rows.reaches.push({ thread_id: thread.id, reach: draft.reach })
  }
  const turn = { thread_id: thread.id, message_id: arrived.event.id, duplicate: false }
  const { jobs, reply } = draft
  const left = state && leave(draft, state, tip_id)
  return { thread_id: thread.id, rows, jobs, turn: { ...turn, reply }, left }
}

/** The thread as the next turn will find it. */
function leave(draft: Draft, state: State, tip_id: string | null): SceneThread {
  const { scene, language, reach, wait } = draft
  const { id, key, version, held, tip_id: before } = scene.thread
  return {
    ...{ id, key, version: version + 1, state, language, tip_id, reach },
    ...{ held: held && tip_id === before, edited_id: null },
    ...(wait && { wait }),
  }
}

/** What the ledger says of the turn: who did what to which rows. What only the state learns is there already. */
function happening({ arrival, arrived, objects }: Draft): Happening | undefined {
  const { event, kind } = arrived
  if (arrival.from === 'inside') {
    const action = actionInside(event)
    return action && { actor: actorInside(arrival.sent_by), action, objects, details: {} }
  }
  const details = { kind, signature: 'checked' }
  return {
    actor: 'person',
    action: kind === 'edit' ? 'message.edited' : 'message.stored',
    objects,
    details,
  }
}

function actionInside(event: Event): Happening['action'] | undefined {
  if (event.type === 'uploads-noted') return undefined
  if (event.type === 'silence-passed') return 'silence.passed'
  if (event.type !== 'finding-settled') return 'follow-up.written'
  return event.right ? 'answer.confirmed' : 'answer.refused'
}

/** Who is behind an event on a thread we know. */
function actorInside(sent_by: string): Happening['actor'] {
  return sent_by === 'clock' || sent_by === 'system' ? sent_by : `staff:${sent_by}`
}

function addContact({ scene, rows, reach }: Draft, { from, to, name }: Inbound): void {
  const { thread, channel, keys } = scene
  const [index = new Uint8Array()] = blindIndexes(keys, `${channel.name}:${from}`)
  const address = { address: from, to, ...(name && { name }) }
  rows.contacts.push({
    ...{ thread_id: thread.id, reach },
    address_index: index,
    address: sealJson(thread.key, `contact:${thread.id}`, address),
    alias: newAlias(),
  })
}
