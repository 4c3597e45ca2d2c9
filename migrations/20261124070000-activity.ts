import { type Kysely, sql } from 'kysely'

const statements = [
  // What staff and operators did, and sign-ins that were refused, are few among what people and files cause;
  // whoever watches over staff reads them from the newest on. Must read as `doneByStaff` does.
  `create index event_of_staff on event (id)
    where actor like 'staff:%' or actor = 'command' or action = 'session.refused'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
