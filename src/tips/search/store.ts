import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

/** A message as far as search reads it. */
export interface SearchMessage {
  id: string
  tip_id: string
  body: Uint8Array
  key: Uint8Array | null
  flags: string[]
  /** It answered where it was. */
  answers_place: boolean
}

const name = 'index-words'
const told = ['message.stored', 'message.edited', 'follow-up.written', 'silence.passed']

/** Where the index has come to in the ledger; undefined while another process is at it. */
export async function takePosition(db: Kysely<Database>, now: Date): Promise<number | undefined> {
  await db
    .insertInto('chore')
    .values({ name, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .selectFrom('chore')
    .select('position')
    .where('name', '=', name)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row && Number(row.position)
}

/** Notes how far the index has come. */
export async function movePosition(
  db: Kysely<Database>,
  position: number,
  now: Date,
): Promise<void> {
  await db.updateTable('chore').set({ position, at: now }).where('name', '=', name).execute()
}

/** The tips that something was said in, from a position of the ledger on, and where to go on after. */
export async function listSpoken(
  db: Kysely<Database>,
  position: number,
  limit: number,
): Promise<{ tip_ids: string[]; next: number }> {
  const rows = await db
    .selectFrom('ledger_leaf')
    .innerJoin('event', 'event.id', 'ledger_leaf.event_id')
    .select(['ledger_leaf.seq', 'event.tip_id', 'event.action'])
    .where('ledger_leaf.seq', '>=', position)
    .orderBy('ledger_leaf.seq')
    .limit(limit)
    .execute()
  const spoken = rows.filter(({ action }) => told.includes(action))
  const tip_ids = [...new Set(spoken.flatMap(({ tip_id }) => tip_id ?? []))]
  return { tip_ids, next: rows.length > 0 ? Number(rows.at(-1)?.seq) + 1 : position }
}

/**
 * What the person and staff said in these tips; our own questions are in every tip and find none. Each tip's
 * messages are looked up through its thread, which is how they are indexed: `offset 0` keeps the planner
 * from reading all messages there are.
 */
export async function listSearchMessages(
  db: Kysely<Database>,
  tip_ids: string[],
): Promise<SearchMessage[]> {
  const { rows } = await sql<SearchMessage>`
    select message.id, tip.id as tip_id, message.body, thread.key, tip.flags,
      exists (select from answer where answer.tip_id = tip.id
        and answer.question = 'place' and answer.finding is null
        and message.id = any(answer.message_ids)) as answers_place
    from unnest(${tip_ids}::uuid[]) as spoken(id)
    join tip on tip.id = spoken.id
    join thread on thread.id = tip.thread_id
    cross join lateral (
      select m.id, m.body from message m
      where m.thread_id = tip.thread_id and m.tip_id = tip.id
        and m.kind in ('message', 'edit', 'follow-up')
      offset 0) message
    where tip.stage <> 'withdrawn' and tip.erased_at is null`.execute(db)
  return rows
}

/**
 * Puts what tips are found by in place of what was. The rows of tips are held while it is written: one that
 * is being taken back or erased meanwhile gets no words.
 */
export async function saveWords(
  db: Kysely<Database>,
  tips: { tip_id: string; words: string[] }[],
): Promise<void> {
  if (tips.length === 0) return
  const given = sql`json_to_recordset(${JSON.stringify(tips)}::json) as w(tip_id uuid, words bigint[])`
  await sql`
    with standing as materialized (
      select tip.id, w.words from ${given} join tip on tip.id = w.tip_id
      where tip.stage <> 'withdrawn' and tip.erased_at is null order by tip.id for share of tip),
    gone as (
      delete from tip_word using ${given} where tip_word.tip_id = w.tip_id
        and w.tip_id not in (select id from standing))
    insert into tip_word (tip_id, words) select id, words from standing
    on conflict (tip_id) do update set words = excluded.words`.execute(db)
}
