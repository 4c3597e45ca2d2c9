import { type Kysely, type Selectable, type SqlBool, type Updateable, sql } from 'kysely'
import type { Database, ThreadTable } from '../db/schema.ts'
import type { Term } from './rules.ts'

/** A tip past its term; without one, a thread in which nothing was ever told. */
export interface Overdue {
  tip_id: string | null
  thread_id: string
  code: string | null
}

/** What staff do to a tip, rather than only look at it, is activity as much as a message is. */
const worked = ['tip.changed', 'code.changed', 'answer.confirmed', 'answer.refused']
const held = ['legal-hold.set', 'legal-hold.lifted']

interface Wanted {
  limit: number
  /** Tips, or threads without one, that are left out. */
  except?: string[]
}

/** What is past a term and no legal hold keeps, the oldest first. */
export async function listOverdue(
  db: Kysely<Database>,
  term: Term,
  { limit, except = [] }: Wanted,
): Promise<Overdue[]> {
  const tips = await db
    .selectFrom('tip')
    .select(['id as tip_id', 'thread_id', 'code'])
    .where('line_id', '=', term.line)
    .where('hold', '=', false)
    .where(isPast(term))
    .where(sql<boolean>`id <> all(${except}::uuid[])`)
    .orderBy(term.rule === 'taken_back' ? 'erase_at' : 'active_at')
    .limit(limit)
    .execute()
  if (term.rule !== 'in_progress' || tips.length === limit) return tips
  return [...tips, ...(await listIdleThreads(db, term, { limit: limit - tips.length, except }))]
}

/** How many tips are past a term but kept by a legal hold. */
export async function countHeld(db: Kysely<Database>, term: Term): Promise<number> {
  const { count } = await db
    .selectFrom('tip')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('line_id', '=', term.line)
    .where('hold', '=', true)
    .where(isPast(term))
    .executeTakeFirstOrThrow()
  return Number(count)
}

function isPast({ rule, before }: Term) {
  if (rule === 'taken_back') return sql<SqlBool>`tip.erase_at <= ${before}`
  const which =
    rule === 'spam' ? sql`tip.status = 'spam'` : sql`tip.stage = ${rule} and tip.status <> 'spam'`
  return sql<SqlBool>`${which} and tip.stage <> 'withdrawn' and tip.erased_at is null
    and tip.active_at <= ${before} and not exists (select from event
      where event.tip_id = tip.id and event.at > ${before}
        and event.action = any(${[...worked, ...held]}))`
}

/** Threads in which somebody wrote, but told nothing, go as tips that were never finished. */
function listIdleThreads(
  db: Kysely<Database>,
  { line, before }: Term,
  { limit, except }: Required<Wanted>,
) {
  return db
    .selectFrom('thread')
    .select(['id as thread_id'])
    .select(sql<null>`null`.as('tip_id'))
    .select(sql<null>`null`.as('code'))
    .where('line_id', '=', line)
    .where('key', 'is not', null)
    .where('active_at', '<=', before)
    .where(noTipStands)
    .where(sql<boolean>`id <> all(${except}::uuid[])`)
    .orderBy('active_at')
    .limit(limit)
    .execute()
}

const noTipStands = sql<SqlBool>`not exists (
  select from tip where tip.thread_id = thread.id and tip.erased_at is null)`

/** A thread that is held back. `tip_id`: what is being told. */
export type Locked = Pick<
  Selectable<ThreadTable>,
  'id' | 'key' | 'state' | 'language' | 'tip_id' | 'channel'
>

/** Holds turns on the thread back until the transaction ends; theirs then find another version. */
export function lockThread(db: Kysely<Database>, id: string): Promise<Locked | undefined> {
  return db
    .selectFrom('thread')
    .select(['id', 'key', 'state', 'language', 'tip_id', 'channel'])
    .where('id', '=', id)
    .where('key', 'is not', null)
    .forUpdate()
    .executeTakeFirst()
}

/** Marks a tip erased. False when a hold was put on it, somebody wrote, or somebody else was first. */
export async function markErased(
  db: Kysely<Database>,
  term: Term,
  { tip_id, thread_id }: Overdue,
  now: Date,
): Promise<boolean> {
  if (!tip_id) return isStillIdle(db, term, thread_id)
  const { numUpdatedRows } = await db
    .updateTable('tip')
    .set({ erased_at: now, erase_at: null, unread: 0 })
    .set({ tags: [], flags: [], assignee: null })
    .where('id', '=', tip_id)
    .where('hold', '=', false)
    .where(isPast(term))
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

async function isStillIdle(db: Kysely<Database>, { before }: Term, id: string): Promise<boolean> {
  const thread = await db
    .selectFrom('thread')
    .select('id')
    .where('id', '=', id)
    .where('active_at', '<=', before)
    .executeTakeFirst()
  return thread !== undefined
}

/** Takes the thread's mind off a tip that is gone. */
export function moveOn(db: Kysely<Database>, thread_id: string, state: Uint8Array): Promise<void> {
  return changeThread(db, thread_id, { state, tip_id: null, due: null, due_at: null })
}

/** Changes what the thread has in mind. */
export function saveState(
  db: Kysely<Database>,
  thread_id: string,
  state: Uint8Array,
): Promise<void> {
  return changeThread(db, thread_id, { state })
}

async function changeThread(
  db: Kysely<Database>,
  id: string,
  change: Updateable<ThreadTable>,
): Promise<void> {
  await db
    .updateTable('thread')
    .set(change)
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/**
 * Destroys the key of a thread of which no tip stands, and with it whatever was sealed under it. Its
 * contact is found no more. False while a tip stands.
 */
export async function retireThread(db: Kysely<Database>, thread_id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('thread')
    .set({ key: null, state: new Uint8Array(), tip_id: null, due: null, due_at: null })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', thread_id)
    .where(noTipStands)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  await db
    .updateTable('contact')
    .set({ address_index: null, address: null })
    .where('thread_id', '=', thread_id)
    .execute()
  return true
}
