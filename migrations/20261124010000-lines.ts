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
  `alter table answer add column finding jsonb`,
  `create table staff_coding (
    tip_id uuid not null references tip,
    version integer not null,
    coded_by text not null,
    at timestamptz not null,
    act_types text[] not null,
    coding bytea,
    primary key (tip_id, version)
  )`,
  `create index tip_erase on tip (erase_at) where erase_at is not null`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
