import { type Kysely, sql } from 'kysely'
import type { ChannelName } from '../channels/channel.ts'
import type { Reach, Silence } from '../conversation/event.ts'
import type { Database, MessageStatus } from '../db/schema.ts'

/** What to look for: one entry an arrival and key of the ring. Bytes as hex. */
export interface Sought {
  n: number
  line_id: string | null
  channel: string | null
  address_index: string | null
  provider_id: string | null
  /** The message an edit refers to. */
  edited_ref: string | null
  thread_id: string | null
}

/** What there was. `thread_id` null: the contact is new. `repeat_id` set: the delivery is known. */
export interface Found {
  n: number
  thread_id: string | null
  line_id: string | null
  channel: ChannelName | null
  key: Uint8Array | null
  version: number | null
  state: Uint8Array | null
  language: string | null
  tip_id: string | null
  due: Silence | null
  due_at: Date | null
  /** A legal hold stands on the tip. */
  hold: boolean | null
  reach: Reach | null
  edited_id: string | null
  /** The tip of the message that an edit changes, unless it is erased. */
  edited_tip: string | null
  /** The files that came with it and with its earlier edits; `source` is sealed, as hex. */
  edited_files: { id: string; source: string }[] | null
  repeat_id: string | null
  repeat_thread: string | null
  repeat_key: Uint8Array | null
  reply_id: string | null
  reply_body: Uint8Array | null
}

/**
 * Loads the threads of a whole batch with one statement. Several rows an arrival may come back. Each
 * look-up is a `lateral … limit 1`, so that it stays one index probe an arrival whatever the planner
 * believes of the tables' sizes.
 */
export async function findThreads(db: Kysely<Database>, sought: Sought[]): Promise<Found[]> {
  const result = await sql<Found>`
    select a.n, t.*, h.hold, e.*, r.*, o.*
    from json_to_recordset(${JSON.stringify(sought)}::json) as a(n int, line_id text, channel text,
      address_index text, provider_id text, edited_ref text, thread_id uuid)
    left join lateral (
      select contact.thread_id, reach from contact
      where address_index = decode(a.address_index, 'hex') and line_id = a.line_id
        and channel = a.channel
      union all select contact.thread_id, reach from contact where thread_id = a.thread_id
      limit 1) c on true
    left join lateral (
      select id as thread_id, line_id, channel, key, version, state, language, tip_id, due, due_at,
        c.reach
      from thread where id = c.thread_id limit 1) t on true
    left join lateral (select hold from tip where id = t.tip_id limit 1) h on true
    left join lateral (
      select id as edited_id,
        (select id from tip where tip.id = message.tip_id and erased_at is null) as edited_tip,
        (select json_agg(json_build_object('id', id, 'source', encode(source, 'hex')))
          from evidence where length(source) > 0 and message_id in (
            select message.id union all
            select version.id from message as version where version.about = message.id)
        ) as edited_files
      from message where a.edited_ref is not null
        and message.thread_id = c.thread_id and provider_ref = a.edited_ref and direction = 'in'
        and kind = 'message' limit 1) e on true
    left join lateral (
      select message.id as repeat_id, message.thread_id as repeat_thread, thread.key as repeat_key
      from message join thread on thread.id = message.thread_id
      where provider_id = a.provider_id and message.line_id = a.line_id and direction = 'in'
      limit 1) r on true
    left join lateral (
      select id as reply_id, body as reply_body from message
      where about = r.repeat_id and direction = 'out' limit 1) o on true`.execute(db)
  return result.rows
}

/** A thread whose wait is over. */
export interface Due {
  id: string
  line_id: string
  due: Silence
  due_at: Date
}

/** Threads that waited for a silence until now, the longest overdue first. */
export function findDue(db: Kysely<Database>, now: Date, most: number): Promise<Due[]> {
  return db
    .selectFrom('thread')
    .select(['id', 'line_id', 'due', 'due_at'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(most)
    .$narrowType<{ due: Silence; due_at: Date }>()
    .execute()
}

/** Lets a thread wait longer, if it still waits for the same. */
export async function postponeDue(db: Kysely<Database>, { id, due_at }: Due, to: Date) {
  await db
    .updateTable('thread')
    .set({ due_at: to })
    .where('id', '=', id)
    .where('due_at', '=', due_at)
    .execute()
}

/** A message that is to leave, with what is needed to send it, still sealed. */
export interface Outbound {
  id: string
  thread_id: string
  channel: ChannelName
  status: MessageStatus
  body: Uint8Array
  key: Uint8Array
  address: Uint8Array
  reach: Reach
  /** Its tip was taken back, and it is no answer to that. */
  withdrawn: boolean
}

/** The message to send, or nothing if it is not one of ours or is erased. */
export function findOutbound(db: Kysely<Database>, id: string): Promise<Outbound | undefined> {
  return db
    .selectFrom('message')
    .innerJoin('thread', 'thread.id', 'message.thread_id')
    .innerJoin('contact', 'contact.thread_id', 'message.thread_id')
    .where('message.id', '=', id)
    .where('message.direction', '=', 'out')
    .where('thread.key', 'is not', null)
    .where('contact.address', 'is not', null)
    .where(sql<boolean>`length(message.body) > 0`)
    .select(['message.id', 'message.thread_id', 'thread.channel', 'message.status'])
    .select(isWithdrawn.as('withdrawn'))
    .select(['message.body', 'thread.key', 'contact.address', 'contact.reach'])
    .$narrowType<{ key: Uint8Array; address: Uint8Array }>()
    .executeTakeFirst()
}

/** What staff asked about a tip that was taken back. */
const isWithdrawn = sql<boolean>`message.kind = 'follow-up' and exists (
  select from tip where tip.id = message.tip_id and tip.stage = 'withdrawn')`

/** Takes a queued message for sending. False when somebody else has it, or its tip was taken back meanwhile. */
export async function claimMessage(db: Kysely<Database>, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set({ status: 'unknown' })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .where(sql<boolean>`not (${isWithdrawn})`)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Lets a claimed message wait again, as the provider surely did not take it. One that was erased has failed. */
export async function requeueMessage(db: Kysely<Database>, id: string, code: string) {
  await db
    .updateTable('message')
    .set({ error_code: code })
    .set({ status: sql`case when length(body) > 0 then 'queued' else 'failed' end` })
    .where('id', '=', id)
    .where('status', '=', 'unknown')
    .execute()
}

/** What can be told of a message that left, and which states it may leave for it: only forward. */
const mayFollow = {
  sent: ['queued', 'unknown', 'replied'],
  failed: ['queued', 'unknown', 'replied', 'sent'],
  delivered: ['queued', 'unknown', 'replied', 'sent', 'failed'],
} satisfies Record<string, MessageStatus[]>
export type Fate = keyof typeof mayFollow

/** Where a message that moved belongs, and when it was written. */
export interface Moved {
  id: string
  thread_id: string
  tip_id: string | null
  at: Date
  erased: boolean
}

/** Moves a message forward. Nothing if it did not move. */
export async function markMessage(
  db: Kysely<Database>,
  mark: { message_id?: string; provider_id?: string; status: Fate; code?: string },
): Promise<Moved | undefined> {
  const { message_id, provider_id, status, code } = mark
  return db
    .updateTable('message')
    .set({ status, error_code: code ?? null, ...(provider_id && { provider_id }) })
    .where('direction', '=', 'out')
    .where('status', 'in', mayFollow[status])
    .where(message_id ? 'id' : 'provider_id', '=', message_id ?? provider_id ?? '')
    .returning(['id', 'thread_id', 'tip_id', 'at', sql<boolean>`length(body) = 0`.as('erased')])
    .executeTakeFirst()
}

/** Notes whether the person behind a thread can be written to. Turns are decided by it: see `Memory`. */
export async function markReach(db: Kysely<Database>, thread_id: string, reach: Reach) {
  await sql`
    with moved as (
      update thread set version = version + 1 where id = ${thread_id} and exists (
        select from contact where thread_id = thread.id and reach <> ${reach})
      returning id)
    update contact set reach = ${reach} from moved where thread_id = moved.id`.execute(db)
}

/** The thread a tip's follow-up goes into. */
export function findTipThread(db: Kysely<Database>, tip_id: string) {
  return db
    .selectFrom('tip')
    .innerJoin('contact', 'contact.thread_id', 'tip.thread_id')
    .innerJoin('thread', 'thread.id', 'tip.thread_id')
    .where('tip.id', '=', tip_id)
    .select(['tip.id', 'tip.code', 'tip.flags', 'thread.key', 'thread.tip_id as told'])
    .select('thread.version')
    .select(['tip.thread_id', 'tip.language', 'tip.stage', 'tip.erased_at'])
    .select(['contact.reach', 'contact.channel'])
    .executeTakeFirst()
}
