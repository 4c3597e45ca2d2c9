import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table evidence add column checked_at timestamptz, add column damage text`,
  // Those that nobody has read for longest are read again first.
  `create index evidence_unread on evidence (coalesce(checked_at, stored_at))
    where object is not null`,
  // Every file that is stored waits here for a while.
  `create index object_removal_due on object_removal (at)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
