import { type Kysely, sql } from 'kysely'

const statements = [
  // A thread's state grows to two kilobytes and is rewritten with every turn. Kept in the row it costs one
  // write; moved out, as is usual from that size on, an insert, a deletion and their index with each.
  `alter table thread set (toast_tuple_target = 8160)`,
  // Room for a tip's next version on its own page, so that a turn that changes none of the columns that
  // are indexed leaves the nine indexes alone.
  `alter table tip set (fillfactor = 70)`,
  // The one statement that writes these rows takes thread and tip from those it has just written or
  // locked, and neither is ever deleted: checking each row once more was a tenth of a turn.
  `alter table message drop constraint message_thread_id_fkey`,
  `alter table answer drop constraint answer_tip_id_fkey`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
