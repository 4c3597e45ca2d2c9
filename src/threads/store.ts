import { type Kysely, sql } from 'kysely'
import type { ChannelName } from '../channels/channel.ts'
import type { Reach, Silence } from '../conversation/event.ts'
import type { Database, MessageStatus } from '../db/schema.ts'
import type { Rows } from './rows.ts'

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
    select a.n, t.*, h.hold, e.edited_id, r.*, o.*
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
      select id as edited_id from message where a.edited_ref is not null
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

/**
 * Saves a whole batch with one statement and returns the threads that were saved. A thread whose
 * version has moved on, or a contact that somebody else has just made, is left out with all its
 * rows: everything below hangs on `saved`. Each set is a parameter of its own, and `json` rather than
 * `jsonb`, as it is read once: building a tree of it first costs as much as the inserts.
 */
export async function saveRows(db: Kysely<Database>, rows: Rows): Promise<Set<string>> {
  const set = (name: keyof Rows) => sql`json_to_recordset(${JSON.stringify(rows[name])}::json)`
  const tips = set('tips')
  const result = await sql<{ id: string }>`
    with turn as materialized (select t.* from ${set('threads')} as t(id uuid,
      line_id text, channel text, key text, version int, state text, language text, tip_id uuid,
      at timestamptz, due text, due_at timestamptz)),
    new_contact as (
      insert into contact (thread_id, line_id, channel, address_index, address, alias, reach)
      select thread_id, line_id, channel, decode(address_index, 'base64'),
        decode(address, 'base64'), alias, reach
      from ${set('contacts')} as c(thread_id uuid, line_id text,
        channel text, address_index text, address text, alias text, reach text)
      on conflict (address_index, line_id, channel) do nothing returning thread_id),
    new_thread as (
      insert into thread (id, line_id, channel, key, version, state, language, tip_id, created_at,
        active_at, due, due_at)
      select id, line_id, channel, decode(key, 'base64'), version, decode(state, 'base64'),
        language, tip_id, at, at, due, due_at
      from turn join new_contact on new_contact.thread_id = turn.id returning id),
    old_thread as (
      update thread set version = turn.version, state = decode(turn.state, 'base64'),
        language = turn.language, tip_id = turn.tip_id, active_at = turn.at, due = turn.due,
        due_at = turn.due_at
      from turn where thread.id = turn.id and thread.version = turn.version - 1
      returning thread.id),
    saved as materialized (select id from new_thread union all select id from old_thread),
    moved_contact as (
      update contact set reach = c.reach
      from ${set('reaches')} as c(thread_id uuid, reach text)
      where contact.thread_id = c.thread_id and c.thread_id in (select id from saved)),
    new_message as (
      insert into message (id, thread_id, line_id, tip_id, direction, kind, provider_id,
        provider_ref, about, at, status, language, script_key, sent_by, body)
      select m.id, thread_id, line_id, tip_id, direction, kind, provider_id, provider_ref, about,
        at, status, language, script_key, sent_by, decode(body, 'base64')
      from ${set('messages')} as m(id uuid, thread_id uuid, line_id text,
        tip_id uuid, direction text, kind text, provider_id text, provider_ref text, about uuid,
        at timestamptz, status text, language text, script_key text, sent_by text, body text)
      join saved on saved.id = m.thread_id),
    new_tip as (
      insert into tip (id, code, thread_id, line_id, channel, language, stage, received_at,
        submitted_at, active_at, message_count, unread, evidence_count, flags, severity, erase_at)
      select p.id, code, thread_id, line_id, channel, language, coalesce(stage, 'in_progress'), at,
        submitted_at, at, messages, unread, files, coalesce(flags, '{}'),
        coalesce(severity, 'unrated'), erase_at
      from ${tips} as p(id uuid, code text, thread_id uuid,
        line_id text, channel text, language text, stage text, submitted_at timestamptz,
        at timestamptz, messages int, unread int, files int, flags text[], severity text,
        erase_at timestamptz)
      join saved on saved.id = p.thread_id where p.code is not null),
    old_tip as (
      update tip set language = p.language, stage = coalesce(p.stage, tip.stage),
        submitted_at = coalesce(p.submitted_at, tip.submitted_at), active_at = p.at,
        message_count = message_count + p.messages, unread = tip.unread + p.unread,
        evidence_count = evidence_count + p.files, flags = coalesce(p.flags, tip.flags),
        severity = coalesce(p.severity, tip.severity),
        status = case
          when p.asked and tip.status in ('new', 'open', 'closed') then 'waiting'
          when p.unread > 0 and tip.status = 'waiting' then 'open'
          else tip.status end,
        erase_at = coalesce(p.erase_at, tip.erase_at)
      from ${tips} as p(id uuid, code text, thread_id uuid,
        language text, stage text, submitted_at timestamptz, at timestamptz, messages int,
        unread int, files int, asked boolean, flags text[], severity text,
        erase_at timestamptz)
      where tip.id = p.id and p.code is null and p.thread_id in (select id from saved)),
    new_answer as (
      insert into answer (tip_id, question, version, state, derived_by, codes, moment, near, finding,
        words, message_ids, script_version, at)
      select w.tip_id, question, version, state, derived_by, codes, moment, near, finding,
        decode(words, 'base64'), message_ids, script_version, at
      from ${set('answers')} as w(thread_id uuid, tip_id uuid, question text,
        version int, state text, derived_by text, codes text[], moment jsonb, near jsonb,
        finding jsonb, words text, message_ids uuid[], script_version text, at timestamptz)
      join saved on saved.id = w.thread_id),
    new_evidence as (
      insert into evidence (id, thread_id, tip_id, message_id, kind, mime, size, source, received_at)
      select f.id, thread_id, tip_id, message_id, kind, mime, size, decode(source, 'base64'), at
      from ${set('evidence')} as f(id uuid, thread_id uuid, tip_id uuid,
        message_id uuid, kind text, mime text, size bigint, source text, at timestamptz)
      join saved on saved.id = f.thread_id),
    new_event as (
      insert into event (at, actor, action, thread_id, tip_id, objects, details)
      select at, actor, action, thread_id, tip_id, objects, details
      from ${set('events')} as v(thread_id uuid, tip_id uuid, at timestamptz, actor text,
        action text, objects jsonb, details jsonb)
      join saved on saved.id = v.thread_id)
    select id from saved`.execute(db)
  return new Set(result.rows.map((row) => row.id))
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
    .select(['message.id', 'message.thread_id', 'thread.channel', 'message.status'])
    .select(['message.body', 'thread.key', 'contact.address', 'contact.reach'])
    .$narrowType<{ key: Uint8Array; address: Uint8Array }>()
    .executeTakeFirst()
}

/** Takes a queued message for sending. False when somebody else has it. */
export async function claimMessage(db: Kysely<Database>, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('message')
    .set({ status: 'unknown' })
    .where('id', '=', id)
    .where('status', '=', 'queued')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Lets a claimed message wait again, as the provider surely did not take it. */
export async function requeueMessage(db: Kysely<Database>, id: string, code: string) {
  await db
    .updateTable('message')
    .set({ status: 'queued', error_code: code })
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

/** Moves a message forward. Returns where it belongs if it moved. */
export async function markMessage(
  db: Kysely<Database>,
  mark: { message_id?: string; provider_id?: string; status: Fate; code?: string },
): Promise<{ id: string; thread_id: string; tip_id: string | null } | undefined> {
  const { message_id, provider_id, status, code } = mark
  return db
    .updateTable('message')
    .set({ status, error_code: code ?? null, ...(provider_id && { provider_id }) })
    .where('direction', '=', 'out')
    .where('status', 'in', mayFollow[status])
    .where(message_id ? 'id' : 'provider_id', '=', message_id ?? provider_id ?? '')
    .returning(['id', 'thread_id', 'tip_id'])
    .executeTakeFirst()
}

/** Notes whether the person behind a thread can be written to. */
export async function markReach(db: Kysely<Database>, thread_id: string, reach: Reach) {
  await db.updateTable('contact').set({ reach }).where('thread_id', '=', thread_id).execute()
}

/** The thread a tip's follow-up goes into. */
export function findTipThread(db: Kysely<Database>, tip_id: string) {
  return db
    .selectFrom('tip')
    .innerJoin('contact', 'contact.thread_id', 'tip.thread_id')
    .innerJoin('thread', 'thread.id', 'tip.thread_id')
    .where('tip.id', '=', tip_id)
    .select(['tip.id', 'tip.code', 'tip.flags', 'thread.key', 'thread.tip_id as told'])
    .select(['tip.thread_id', 'tip.language', 'tip.stage', 'tip.erased_at'])
    .select(['contact.reach', 'contact.channel'])
    .executeTakeFirst()
}
