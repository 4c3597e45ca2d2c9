import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table line add column settings jsonb not null default '{}'`,
  `alter table thread
    alter column key drop not null,
    add column due text,
    add column due_at timestamptz`,
  `create index thread_due on thread (due_at) where due_at is not null`,
  `alter table contact
    alter column address_index drop not null,
    alter column address drop not null`,
  `alter table tip
    add column flags text[] not null default '{}',
    add column hold boolean not null default false,
    add column erase_at timestamptz,
    add column erased_at timestamptz`,
  `create index tip_erase on tip (erase_at) where erase_at is not null`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
