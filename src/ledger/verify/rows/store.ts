import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../../db/schema.ts'

/** What an event names, as it was sealed. */
export interface Naming {
  event_id: number
  at: Date
  actor: string
  action: string
  thread_id: string | null
  tip_id: string | null
  /** What the event says came in. */
  kind: string | null
  type: string
  id: string
  sha256: string
  /** The tip it belonged to was erased since, or the whole thread. */
  erased: boolean
}

/** What the events after `after` name, up to `limit` events, in their order. */
export async function listNamings(
  db: Kysely<Database>,
  after: number,
  limit: number,
): Promise<{ last: number | undefined; namings: Naming[] }> {
  const events = await db
    .selectFrom('event')
    .leftJoin('tip', 'tip.id', 'event.tip_id')
    .leftJoin('thread', 'thread.id', 'event.thread_id')
    .select(['event.id', 'event.objects', 'event.at', 'event.actor', 'event.action'])
    .select(['event.thread_id', 'event.tip_id', sql<string | null>`details->>'kind'`.as('kind')])
    .select(
      sql<boolean>`tip.erased_at is not null or (thread.id is not null and thread.key is null)`.as(
        'erased',
      ),
    )
    .where('event.id', '>', after)
    .where('event.id', '<=', Number.MAX_SAFE_INTEGER)
    .orderBy('event.id')
    .limit(limit)
    .execute()
  const namings = events.flatMap(({ id, objects, ...event }) =>
    namesIn(objects).map((object) => ({ event_id: id, ...object, ...event })),
  )
  return { last: events.at(-1)?.id, namings }
}

const Objects = z.array(z.object({ type: z.string(), id: z.string(), sha256: z.string() }))

/** Whoever changes an event may leave anything there. Its place in the tree says that it was changed. */
function namesIn(objects: unknown): z.infer<typeof Objects> {
  return Objects.safeParse(objects).data ?? []
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What stands beside something sealed in plain columns, where those repeat it or an event tells of them. */
export type Plain = Record<string, unknown> | null

/** A row whose content is sealed. */
export interface SealedRow {
  id: string
  sealed: Uint8Array | null
  /** Null once the thread is erased. */
  key: Uint8Array | null
  plain: Plain
  erased: boolean
}

/** How each type of object is found. `w` is what is wanted: the name, and its parts. */
const sources = {
  message: sql`select w.id, m.body as sealed, t.key, json_build_object('thread_id', m.thread_id,
      'tip_id', m.tip_id, 'at', m.at, 'direction', m.direction, 'kind', m.kind,
      'sent_by', m.sent_by) as plain,
      tip.erased_at is not null as erased
    from w join message m on m.id = w.row join thread t on t.id = m.thread_id
    left join tip on tip.id = m.tip_id`,
  answer: sql`select w.id, a.words as sealed, t.key, json_build_object('state', a.state,
      'derived_by', a.derived_by, 'codes', a.codes, 'moment', a.moment, 'near', a.near,
      'finding', a.finding, 'message_ids', a.message_ids, 'script_version', a.script_version)
      as plain, tip.erased_at is not null as erased
    from w join answer a on a.tip_id = w.row and a.question = w.question and a.version = w.version
    join tip on tip.id = a.tip_id join thread t on t.id = tip.thread_id`,
  coding: sql`select w.id, c.coding as sealed, t.key, json_build_object('act_types', act_types)
      as plain, tip.erased_at is not null as erased
    from w join staff_coding c on c.tip_id = w.row and c.version = w.version
    join tip on tip.id = c.tip_id join thread t on t.id = tip.thread_id`,
  evidence: sql`select w.id, e.source as sealed, t.key, null::json as plain,
      tip.erased_at is not null as erased
    from w join evidence e on e.id = w.row join thread t on t.id = e.thread_id
    left join tip on tip.id = e.tip_id`,
  manifest: sql`select w.id, e.manifest as sealed, t.key,
      json_build_object('mime', e.mime, 'size', e.size) as plain,
      tip.erased_at is not null as erased
    from w join evidence e on e.id = w.row join thread t on t.id = e.thread_id
    left join tip on tip.id = e.tip_id`,
  metadata: sql`select w.id, e.metadata as sealed, t.key, null::json as plain,
      tip.erased_at is not null as erased
    from w join evidence e on e.id = w.row join thread t on t.id = e.thread_id
    left join tip on tip.id = e.tip_id`,
  derivative: sql`select w.id, d.manifest as sealed, t.key, null::json as plain,
      tip.erased_at is not null as erased
    from w join derivative d on d.id = w.row join evidence e on e.id = d.evidence_id
    join thread t on t.id = e.thread_id left join tip on tip.id = e.tip_id`,
}

/** The types of objects whose rows can be looked up. */
export type RowType = keyof typeof sources
export const rowTypes = Object.keys(sources) as RowType[]

/** The rows that these names stand for, as far as they are there. */
export async function listSealedRows(
  db: Kysely<Database>,
  type: RowType,
  ids: string[],
): Promise<SealedRow[]> {
  const wanted = ids.flatMap((id) => {
    const [row = '', second, third] = id.split(':')
    const version = third ?? second ?? null
    if (!uuid.test(row) || !/^\d{1,9}$/.test(version ?? '0')) return []
    return [{ id, row, question: third ? second : null, version }]
  })
  const { rows } = await sql<SealedRow>`
    with w as (select * from json_to_recordset(${JSON.stringify(wanted)}::json)
      as w(id text, row uuid, question text, version int)) ${sources[type]}`.execute(db)
  return rows
}

/** What each kind of row is called in the ledger. */
const named = {
  message: sql`select id::text as name, at from message`,
  answer: sql`select tip_id || ':' || question || ':' || version as name, at from answer`,
  evidence: sql`select id::text as name, received_at as at from evidence`,
  coding: sql`select tip_id || ':' || version as name, at from staff_coding`,
}

const listed = sql`case jsonb_typeof(objects) when 'array' then objects else '[]' end`

/** A row that no event names. */
export interface Unnamed {
  name: string
  /** It bears a date from before the first event. */
  older: boolean
}

/** Rows that no event names, first those younger than the ledger. */
export async function listUnnamed(
  db: Kysely<Database>,
  type: keyof typeof named,
  limit: number,
): Promise<Unnamed[]> {
  const { rows } = await sql<Unnamed>`
    select name, coalesce(at < (select min(at) from event), true) as older
    from (${named[type]}) as all_rows
    where name not in (select object->>'id'
      from event, jsonb_array_elements(${listed}) as object
      where object->>'type' = ${type} and object->>'id' is not null)
    order by older, name limit ${limit}`.execute(db)
  return rows
}

/** Tips that are erased, or whose key is gone, and threads without a tip whose key is, although no event says so. */
export async function listErasedUnrecorded(db: Kysely<Database>): Promise<Unnamed[]> {
  const told = sql`(select tip_id, thread_id from event
    where action in ('tip.erased', 'retention.deleted'))`
  const { rows } = await sql<Unnamed>`
    select 'tip ' || code as name,
      coalesce(tip.erased_at < (select min(at) from event), false) as older
    from tip join thread on thread.id = tip.thread_id
    where (tip.erased_at is not null or thread.key is null)
      and not exists (select from ${told} as told where told.tip_id = tip.id)
    union all
    select 'thread ' || id, false from thread
    where key is null and not exists (select from tip where tip.thread_id = thread.id)
      and not exists (select from ${told} as told where told.thread_id = thread.id)
    order by name`.execute(db)
  return rows
}

/** A message that is shown in another state than the last event about it says. */
export interface Misfated {
  id: string
  status: string
  /** Null where no event tells that it left, arrived or failed. */
  told: string | null
}

/**
 * Messages whose state is not the one that was told last. Before anything is told one that went out may wait
 * or have ridden home; erasing one that waits ends it untold.
 */
export async function listMisfated(db: Kysely<Database>, limit: number): Promise<Misfated[]> {
  const { rows } = await sql<Misfated>`
    with told as (select distinct on (details->>'message_id') details->>'message_id' as id,
        details->>'status' as status
      from event where action in ('message.sent', 'message.failed')
      order by details->>'message_id', event.id desc)
    select message.id, message.status, told.status as told
    from message left join told on told.id = message.id::text
    where length(body) > 0 and case
      when direction = 'in' then message.status <> 'received'
      when told.status is null then message.status not in ('replied', 'queued', 'unknown')
      else message.status <> told.status end
    order by message.id limit ${limit}`.execute(db)
  return rows
}
