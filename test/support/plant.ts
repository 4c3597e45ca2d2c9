import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { ChannelName } from '../../src/channels/channel.ts'
import type { Answer } from '../../src/conversation/answer.ts'
import type { Stage } from '../../src/conversation/effect.ts'
import type { Reach } from '../../src/conversation/event.ts'
import type { Database, MessageStatus, Severity, TipStatus } from '../../src/db/schema.ts'
import { type DataKey, type KeyRing, newDataKey } from '../../src/seal/keys.ts'
import { sealJson } from '../../src/seal/seal.ts'

/** A tip to stand in the database, with only what the test cares about. */
export interface Plant {
  code?: string
  line?: string
  channel?: ChannelName
  language?: string
  stage?: Stage
  status?: TipStatus
  severity?: Severity
  alias?: string
  reach?: Reach
  at?: Date
  active_at?: Date
  unread?: number
  answers?: Record<string, PlantedAnswer | PlantedAnswer[]>
  messages?: PlantedMessage[]
}

type PlantedAnswer = Partial<Answer>

interface PlantedMessage {
  id?: string
  from: 'person' | 'line' | 'staff'
  text?: string
  kind?: 'message' | 'button' | 'edit' | 'reach' | 'mark' | 'unreadable'
  about?: string
  choice?: { question: string; choice: string }
  place?: { latitude: number; longitude: number; label?: string }
  status?: MessageStatus
  error_code?: string
  sent_by?: string
  script_key?: string
  files?: { kind: 'photo' | 'video' | 'audio' | 'document'; mime?: string; size?: number }[]
}

export interface Planted {
  id: string
  code: string
  thread_id: string
  message_ids: string[]
}

interface Ground {
  db: Kysely<Database>
  keys: KeyRing
}

/** Puts a tip into the database row by row, sealed as turns seal it. */
export async function plantTip({ db, keys }: Ground, plant: Plant = {}): Promise<Planted> {
  const { line = 'demo', channel = 'sms', language = 'en', at = new Date() } = plant
  const { key, wrapped } = newDataKey(keys)
  const [thread_id, id] = [randomUUID(), randomUUID()]
  const code = plant.code ?? randomCode()
  const messages = plant.messages ?? []
  const shared = { thread_id, line_id: line, channel }
  await plantLine(db, line)
  await db
    .insertInto('thread')
    .values({
      ...{ id: thread_id, line_id: line, channel, key: wrapped, version: 1, language, tip_id: id },
      state: sealJson(key, `state:${thread_id}`, {}),
      created_at: at,
      active_at: at,
    })
    .execute()
  await db
    .insertInto('contact')
    .values({
      ...shared,
      address_index: Buffer.from(thread_id),
      address: sealJson(key, `contact:${thread_id}`, {
        address: '+15555550100',
        to: '+15555550199',
      }),
      alias: plant.alias ?? 'Quiet Heron 41',
      reach: plant.reach ?? 'yes',
    })
    .execute()
  await db
    .insertInto('tip')
    .values({
      ...{ ...shared, id, code, language, received_at: at, active_at: plant.active_at ?? at },
      stage: plant.stage ?? 'in_progress',
      submitted_at: plant.stage === 'submitted' ? at : null,
      status: plant.status ?? 'new',
      severity: plant.severity ?? 'unrated',
      assignee: null,
      message_count: messages.length,
      unread: plant.unread ?? 0,
      evidence_count: messages.flatMap((message) => message.files ?? []).length,
    })
    .execute()
  const planted: Planted = { id, code, thread_id, message_ids: [] }
  for (const [index, message] of messages.entries()) {
    const moment = new Date(at.getTime() + index * 40_000)
    planted.message_ids.push(
      await plantMessage(db, key, { ...shared, id, language }, message, moment),
    )
  }
  for (const [question, given] of Object.entries(plant.answers ?? {})) {
    await plantAnswers(db, key, { tip_id: id, question, at }, [given].flat())
  }
  return planted
}

async function plantLine(db: Kysely<Database>, id: string): Promise<void> {
  const line = { id, name: 'Demo line', agency: 'Demo County Oversight Board' }
  await db
    .insertInto('line')
    .values({ ...line, default_language: 'en', time_zone: 'America/Chicago' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function plantMessage(
  db: Kysely<Database>,
  key: DataKey['key'],
  tip: { id: string; thread_id: string; line_id: string; language: string },
  message: PlantedMessage,
  at: Date,
): Promise<string> {
  const id = message.id ?? randomUUID()
  const inbound = message.from === 'person'
  const { text = '', choice, place } = message
  const body = inbound ? { text, raw: text, choice, place } : { type: 'text', text }
  const outKind = message.from === 'staff' ? 'follow-up' : 'reply'
  await db
    .insertInto('message')
    .values({
      ...{ id, thread_id: tip.thread_id, line_id: tip.line_id, tip_id: tip.id, at },
      direction: inbound ? 'in' : 'out',
      kind: message.kind ?? (inbound ? 'message' : outKind),
      provider_id: `provider-${id}`,
      provider_ref: null,
      about: message.about ?? null,
      status: message.status ?? (inbound ? 'received' : 'replied'),
      error_code: message.error_code ?? null,
      language: tip.language,
      script_key: message.script_key ?? null,
      sent_by: message.sent_by ?? null,
      body: sealJson(key, `message:${id}`, body),
    })
    .execute()
  for (const file of message.files ?? []) {
    const evidence = { id: randomUUID(), thread_id: tip.thread_id, tip_id: tip.id, message_id: id }
    const source = sealJson(key, `evidence:${evidence.id}`, { source: { file_id: 'x' } })
    const { kind, mime = null, size = null } = file
    await db
      .insertInto('evidence')
      .values({ ...evidence, kind, mime, size, source, received_at: at })
      .execute()
  }
  return id
}

async function plantAnswers(
  db: Kysely<Database>,
  key: DataKey['key'],
  { tip_id, question, at }: { tip_id: string; question: string; at: Date },
  versions: PlantedAnswer[],
): Promise<void> {
  for (const [index, answer] of versions.entries()) {
    const version = index + 1
    const { words, place, moment } = answer
    const purpose = `answer:${tip_id}:${question}:${version}`
    await db
      .insertInto('answer')
      .values({
        ...{ tip_id, question, version, at },
        state: answer.state ?? 'answered',
        derived_by: answer.derived_by ?? 'witness_words',
        codes: answer.codes ?? null,
        moment: moment ? JSON.stringify(moment) : null,
        near: place ? JSON.stringify(place) : null,
        finding: answer.finding ? JSON.stringify(answer.finding) : null,
        words: words || place ? sealJson(key, purpose, { words, place }) : null,
        message_ids: answer.message_ids ?? [],
        script_version: answer.script_version ?? '2026-11',
      })
      .execute()
  }
}

function randomCode(): string {
  const letters = randomUUID().replaceAll('-', '').toUpperCase()
  return `T-${letters.slice(0, 4)}-${letters.slice(4, 8)}`
}
