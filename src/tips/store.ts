import { type Kysely, type Selectable, sql } from 'kysely'
import type { AnswerTable, Database, EvidenceTable, MessageTable, TipTable } from '../db/schema.ts'
import type { Reach } from '../conversation/event.ts'

/** Where a page ended: the sort key of its last row, the time in Postgres' own precision. */
export interface Place {
  at: string
  id: string
}

/** Which part of a list is wanted. */
export interface Page {
  after?: Place | undefined
  limit: number
}

/** A tip with what its view needs of its thread, contact and assignee. */
export interface TipRow extends Selectable<TipTable> {
  alias: string
  reach: Reach
  /** Null when the tip was taken back: nothing in it is opened any more. */
  key: Uint8Array | null
  assignee_email: string | null
  active_exactly: string
}

/** A message, sealed, with what opens it. */
export interface MessageRow extends Selectable<MessageTable> {
  /** Null when the tip was taken back: its words are not opened any more. */
  key: Uint8Array | null
  sender: string | null
  exactly: string
}

/** Kinds of rows that change or redraw a message, or say that the person can be reached. */
const noMessages = ['edit', 'mark', 'reach'] as const

/** One version of an answer. */
export type AnswerRow = Selectable<AnswerTable>
/** A file, as far as a tip's own pages need it. */
export type EvidenceRow = Pick<
  Selectable<EvidenceTable>,
  | 'id'
  | 'thread_id'
  | 'tip_id'
  | 'message_id'
  | 'state'
  | 'kind'
  | 'mime'
  | 'size'
  | 'received_at'
  | 'exhibit'
>
/** What staff decided about a tip. */
export interface TipChanges {
  status?: TipRow['status']
  severity?: TipRow['severity']
  /** An investigator's id. */
  assignee?: string | null
  tags?: string[]
}

/** The tip of that code, if there is one. */
export function findTip(db: Kysely<Database>, code: string): Promise<TipRow | undefined> {
  return tips(db).where('tip.code', '=', code).executeTakeFirst()
}

/** The latest version of every answer of these tips. */
export function latestAnswers(db: Kysely<Database>, tip_ids: string[]): Promise<AnswerRow[]> {
  if (tip_ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('answer')
    .selectAll()
    .distinctOn(['tip_id', 'question'])
    .where('tip_id', 'in', tip_ids)
    .orderBy('tip_id')
    .orderBy('question')
    .orderBy('version', 'desc')
    .execute()
}

/** What was said in a tip, oldest first; a reply has the time of what it answers. Edits, redrawn buttons and opt-outs are no messages. */
export function listMessages(
  db: Kysely<Database>,
  tip_id: string,
  page: Page,
): Promise<MessageRow[]> {
  let query = messages(db)
    .where('message.tip_id', '=', tip_id)
    .where('message.kind', 'not in', noMessages)
    .orderBy('message.at')
    .orderBy('message.direction')
    .orderBy('message.id')
  if (page.after) query = query.where(afterMessage(page.after))
  return query.limit(page.limit).execute()
}

/** The last messages of a tip, oldest first. */
export async function listLatestMessages(
  db: Kysely<Database>,
  tip_id: string,
  most: number,
): Promise<MessageRow[]> {
  const rows = await messages(db)
    .where('message.tip_id', '=', tip_id)
    .where('message.kind', 'not in', noMessages)
    .orderBy('message.at', 'desc')
    .orderBy('message.direction', 'desc')
    .orderBy('message.id', 'desc')
    .limit(most)
    .execute()
  return rows.reverse()
}

/** One message by its id. */
export function findMessage(db: Kysely<Database>, id: string): Promise<MessageRow | undefined> {
  return messages(db).where('message.id', '=', id).executeTakeFirst()
}

/** Every version that replaced one of these messages, oldest first. */
export function listEdits(db: Kysely<Database>, message_ids: string[]): Promise<MessageRow[]> {
  if (message_ids.length === 0) return Promise.resolve([])
  return messages(db)
    .where('message.about', 'in', message_ids)
    .where('message.kind', '=', 'edit')
    .orderBy('message.at')
    .orderBy('message.id')
    .execute()
}

/**
 * The messages that answered where it was, whatever was answered since, and our own that said what was
 * found in the account. The account itself stays as it is.
 */
export async function listPlaceMessages(db: Kysely<Database>, tip_id: string): Promise<string[]> {
  const answers = db
    .selectFrom('answer')
    .select(sql<string>`unnest(message_ids)`.as('id'))
    .where('tip_id', '=', tip_id)
    .where('question', '=', 'place')
    .where('finding', 'is', null)
  const offers = db
    .selectFrom('message')
    .select('id')
    .where('tip_id', '=', tip_id)
    .where('script_key', '=', 'offer')
  const rows = await answers.unionAll(offers).execute()
  return rows.map(({ id }) => id)
}

/** The files of a tip, in the order they came. */
export function listEvidence(db: Kysely<Database>, tip_id: string): Promise<EvidenceRow[]> {
  return db
    .selectFrom('evidence')
    .select(['id', 'thread_id', 'tip_id', 'message_id', 'state', 'kind', 'mime', 'size'])
    .select(['received_at', 'exhibit'])
    .where('tip_id', '=', tip_id)
    .orderBy('received_at')
    .orderBy('id')
    .execute()
}

/** Changes what staff decide about a tip, if its status is still the one they saw. */
export async function updateTip(
  db: Kysely<Database>,
  tip: { id: string; status: TipRow['status'] },
  changes: TipChanges,
): Promise<boolean> {
  const result = await db
    .updateTable('tip')
    .set(changes)
    .where('id', '=', tip.id)
    .where('status', '=', tip.status)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The sealed address behind a tip; none once it is forgotten. */
export async function findAddress(
  db: Kysely<Database>,
  thread_id: string,
): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('contact')
    .select('address')
    .where('thread_id', '=', thread_id)
    .executeTakeFirst()
  return row?.address ?? null
}

/** Somebody has looked: nothing of the tip is unread any more. */
export async function markSeen(db: Kysely<Database>, tip_id: string): Promise<void> {
  await db
    .updateTable('tip')
    .set({ unread: 0 })
    .where('id', '=', tip_id)
    .where('unread', '>', 0)
    .execute()
}

/** The people a tip can be given to, by name. */
export function listAssignees(
  db: Kysely<Database>,
): Promise<{ id: string; name: string; email: string }[]> {
  return db
    .selectFrom('investigator')
    .select(['id', 'name', 'email'])
    .where('role', 'not in', ['viewer', 'auditor'])
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** What opens a tip's words; nobody is given it for one that the person took back, or that is erased. */
const keyUnlessTakenBack = sql<Uint8Array | null>`case when tip.stage = 'withdrawn' or tip.erased_at is not null then null
  else thread.key end`

/** Tips with what their view needs of thread, contact and assignee. */
export function tips(db: Kysely<Database>) {
  return db
    .selectFrom('tip')
    .innerJoin('contact', 'contact.thread_id', 'tip.thread_id')
    .innerJoin('thread', 'thread.id', 'tip.thread_id')
    .leftJoin('investigator as assignee', 'assignee.id', 'tip.assignee')
    .selectAll('tip')
    .select(['contact.alias', 'contact.reach', 'assignee.email as assignee_email'])
    .select(keyUnlessTakenBack.as('key'))
    .select(sql<string>`tip.active_at::text`.as('active_exactly'))
}

function messages(db: Kysely<Database>) {
  return db
    .selectFrom('message')
    .innerJoin('thread', 'thread.id', 'message.thread_id')
    .leftJoin('tip', 'tip.id', 'message.tip_id')
    .leftJoin('investigator', 'investigator.id', 'message.sent_by')
    .leftJoin('api_token', 'api_token.id', 'message.sent_by')
    .selectAll('message')
    .select(sql<string>`message.at::text`.as('exactly'))
    .select(keyUnlessTakenBack.as('key'))
    .select((eb) => eb.fn.coalesce('investigator.email', 'api_token.name').as('sender'))
}

function afterMessage({ at, id }: Place) {
  const direction = sql`(select direction from message where id = ${id}::uuid)`
  return sql<boolean>`(message.at, message.direction, message.id) >
    (${at}::timestamptz, ${direction}, ${id}::uuid)`
}
