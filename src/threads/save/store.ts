import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Rows } from '../rows.ts'
import { type PackedRows, packRows } from './pack.ts'

type Part = RawBuilder<unknown>

/**
 * Saves a whole batch with one statement and returns the threads that were saved. A thread whose
 * version has moved on, a contact that somebody else has just made, or a delivery that is known is left
 * out with all its rows: everything hangs on `saved`, and what all rows of a turn have in common is read
 * there. Each set is a parameter of its own, and `json` rather than `jsonb`, as it is read once: building
 * a tree of it first costs as much as the inserts. Bytes travel beside the sets, as they are. What a batch
 * does not write is not in its statement, as starting a part that does nothing costs as much as writing a
 * row.
 */
export async function saveRows(db: Kysely<Database>, given: Rows): Promise<Set<string>> {
  const { bytes, rows } = packRows(given)
  const news = rows.tips.filter(({ code }) => code !== undefined)
  const olds = rows.tips.filter(({ code }) => code === undefined)
  const parts = [
    sql`packed as (select ${bytes}::bytea)`,
    turns(rows),
    ...(rows.contacts.length > 0 ? newThreads(rows) : []),
    oldThreads,
    saved(rows),
    ...write(rows.reaches, movedContacts),
    ...write(rows.messages, newMessages),
    ...write(news, newTips),
    ...write(olds, oldTips),
    ...write(rows.answers, newAnswers),
    ...write(rows.evidence, newEvidence),
    ...write(rows.events, newEvents),
    ...write(rows.links, newLinks),
  ]
  const result = await sql<{ id: string }>`with ${sql.join(parts)}
    select id from saved`.execute(db)
  return new Set(result.rows.map((row) => row.id))
}

function write<Row extends object>(rows: Row[], part: (set: Part) => Part): Part[] {
  return rows.length > 0 ? [part(recordset(rows))] : []
}

function recordset(rows: object[]): Part {
  return sql`json_to_recordset(${JSON.stringify(rows)}::json)`
}

/** The bytes that a column of a set points to; all of them are the statement's first parameter. */
function unpacked(column: string): Part {
  const at = sql.ref(column)
  return sql`substring($1 from (${at} >> 24)::int + 1 for (${at} & 16777215)::int)`
}

/** The look-up is a `lateral … limit 1`, so that it stays an index probe; see `findThreads`. */
function turns({ threads }: PackedRows): Part {
  return sql`turn as materialized (
      select t.* from ${recordset(threads)} as t(id uuid, line_id text, channel text, key bigint,
        version int, state bigint, language text, tip_id uuid, at timestamptz, due text,
        due_at timestamptz, delivery text)
      left join lateral (
        select message.id as repeat_id from message
        where provider_id = t.delivery and message.line_id = t.line_id and direction = 'in'
        limit 1) r on true
      where r.repeat_id is null)`
}

function newThreads({ contacts }: PackedRows): Part[] {
  return [
    sql`new_contact as (
      insert into contact (thread_id, line_id, channel, address_index, address, alias, reach)
      select thread_id, turn.line_id, turn.channel, ${unpacked('address_index')},
        ${unpacked('address')}, alias, reach
      from ${recordset(contacts)} as c(thread_id uuid, address_index bigint, address bigint,
        alias text, reach text) join turn on turn.id = c.thread_id
      on conflict (address_index, line_id, channel) do nothing returning thread_id)`,
    sql`new_thread as (
      insert into thread (id, line_id, channel, key, version, state, language, tip_id, created_at,
        active_at, due, due_at)
      select id, line_id, channel, ${unpacked('key')}, version, ${unpacked('state')},
        language, tip_id, at, at, due, due_at
      from turn join new_contact on new_contact.thread_id = turn.id
      returning id, line_id, channel, language, active_at as at)`,
  ]
}

/** The range of versions is true for all: the planner takes it for few rows and goes by the index. */
const oldThreads = sql`old_thread as (
      update thread set version = turn.version, state = ${unpacked('turn.state')},
        language = turn.language, tip_id = turn.tip_id, active_at = turn.at, due = turn.due,
        due_at = turn.due_at
      from turn where thread.id = turn.id and thread.version = turn.version - 1
        and turn.version between 2 and 2147483647
      returning thread.id, thread.line_id, thread.channel, thread.language, thread.active_at as at)`

function saved({ contacts }: PackedRows): Part {
  const news = contacts.length > 0 ? sql`union all select * from new_thread` : sql``
  return sql`saved as materialized (select * from old_thread ${news})`
}

const movedContacts = (set: Part) => sql`moved_contact as (
      update contact set reach = c.reach from ${set} as c(thread_id uuid, reach text)
      where contact.thread_id = c.thread_id and c.thread_id in (select id from saved))`

const newMessages = (set: Part) => sql`new_message as (
      insert into message (id, thread_id, line_id, tip_id, direction, kind, provider_id,
        provider_ref, about, at, status, language, script_key, sent_by, body)
      select m.id, thread_id, line_id, tip_id, direction, kind, provider_id, provider_ref, about,
        at, status, language, script_key, sent_by, ${unpacked('body')}
      from ${set} as m(id uuid, thread_id uuid, tip_id uuid, direction text, kind text,
        provider_id text, provider_ref text, about uuid, status text, script_key text,
        sent_by text, body bigint)
      join saved on saved.id = m.thread_id)`

const newTips = (set: Part) => sql`new_tip as (
      insert into tip (id, code, thread_id, line_id, channel, language, stage, received_at,
        submitted_at, active_at, message_count, unread, evidence_count, flags, severity, erase_at)
      select p.id, code, thread_id, line_id, channel, language, coalesce(stage, 'in_progress'), at,
        submitted_at, at, messages, unread, files, coalesce(flags, '{}'),
        coalesce(severity, 'unrated'), erase_at
      from ${set} as p(id uuid, code text, thread_id uuid, stage text, submitted_at timestamptz,
        messages int, unread int, files int, flags text[], severity text, erase_at timestamptz)
      join saved on saved.id = p.thread_id)`

/**
 * Tips are joined to what is known of them: joined all at once, the planner reads all turns for each tip.
 * Activity is kept to the minute: most turns then change no indexed column, and all indexes of the tip are
 * left alone.
 */
const oldTips = (set: Part) => sql`told as materialized (
      select p.*, language, at
      from ${set} as p(id uuid, thread_id uuid, stage text, submitted_at timestamptz,
        messages int, unread int, files int, asked boolean, flags text[], severity text,
        erase_at timestamptz)
      join saved on saved.id = p.thread_id),
    old_tip as (
      update tip set language = told.language, stage = coalesce(told.stage, tip.stage),
        submitted_at = coalesce(told.submitted_at, tip.submitted_at),
        active_at = case when told.at < tip.active_at + interval '1 minute' then tip.active_at
          else told.at end,
        message_count = message_count + messages, unread = tip.unread + told.unread,
        evidence_count = evidence_count + files, flags = coalesce(told.flags, tip.flags),
        severity = coalesce(told.severity, tip.severity),
        status = case
          when asked and tip.status in ('new', 'open', 'closed') then 'waiting'
          when told.unread > 0 and tip.status = 'waiting' then 'open'
          else tip.status end,
        erase_at = coalesce(told.erase_at, tip.erase_at)
      from told where tip.id = told.id)`

const newAnswers = (set: Part) => sql`new_answer as (
      insert into answer (tip_id, question, version, state, derived_by, codes, moment, near, finding,
        words, message_ids, script_version, at)
      select w.tip_id, question, version, state, derived_by, codes, moment, near, finding,
        ${unpacked('words')}, message_ids, script_version, at
      from ${set} as w(thread_id uuid, tip_id uuid, question text, version int, state text,
        derived_by text, codes text[], moment jsonb, near jsonb, finding jsonb, words bigint,
        message_ids uuid[], script_version text)
      join saved on saved.id = w.thread_id)`

const newEvidence = (set: Part) => sql`new_evidence as (
      insert into evidence (id, thread_id, tip_id, message_id, kind, mime, size, source, received_at)
      select f.id, thread_id, tip_id, message_id, kind, mime, size, ${unpacked('source')}, at
      from ${set} as f(id uuid, thread_id uuid, tip_id uuid, message_id uuid, kind text, mime text,
        size bigint, source bigint)
      join saved on saved.id = f.thread_id)`

const newEvents = (set: Part) => sql`new_event as (
      insert into event (at, actor, action, thread_id, tip_id, objects, details)
      select at, actor, action, thread_id, tip_id, objects, details
      from ${set} as v(thread_id uuid, tip_id uuid, actor text, action text, objects jsonb,
        details jsonb)
      join saved on saved.id = v.thread_id
      returning id),
    unsealed as (insert into event_unsealed (event_id) select id from new_event)`

/** A link that is there already stays as it is. */
const newLinks = (set: Part) => sql`new_link as (
      insert into upload_link (id, thread_id, tip_id, token_hash, created_at, expires_at)
      select k.id, thread_id, tip_id, ${unpacked('token_hash')}, at, expires_at
      from ${set} as k(id uuid, thread_id uuid, tip_id uuid, token_hash bigint,
        expires_at timestamptz)
      join saved on saved.id = k.thread_id
      on conflict do nothing)`
