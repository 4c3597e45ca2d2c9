import { type Kysely, sql } from 'kysely'

/** What was written stays as it was written, whoever asks. */
const appendOnly = [
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'rows of % are never changed or removed', tg_table_name
        using errcode = 'insufficient_privilege';
    end $$`,
  ...['event', 'ledger_leaf', 'ledger_node', 'checkpoint', 'time_stamp'].map(
    (table) => `create trigger ${table}_append_only before update or delete or truncate on ${table}
      for each statement execute function refuse_change()`,
  ),
]

const statements = [
  `alter table evidence
    alter column message_id drop not null,
    add column exhibit integer,
    add column origin text not null default 'message',
    add column upload_link_id uuid,
    add column copy_grade text not null default 'unknown',
    add column object text,
    add column same_as bytea,
    add column manifest bytea,
    add column metadata bytea,
    add column scan text,
    add column copies text,
    add column error_code text,
    add column tries integer not null default 0,
    add column stored_at timestamptz,
    add column duplicate_of uuid,
    add column copy_removed_at timestamptz,
    add column similar_to uuid`,
  `create index evidence_same on evidence (same_as) where same_as is not null`,
  `alter table message add column copy_removed_at timestamptz`,
  `create index message_passed on message using brin (at)`,
  `create table chore_mark (chore text primary key, at timestamptz not null)`,
  `create table derivative (
    id uuid primary key,
    evidence_id uuid not null references evidence,
    kind text not null,
    mime text not null,
    size bigint not null,
    object text not null,
    manifest bytea not null,
    tool text not null,
    at timestamptz not null,
    unique (evidence_id, kind)
  )`,
  `create table upload_link (
    id uuid primary key,
    thread_id uuid not null references thread,
    tip_id uuid,
    token_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
  )`,
  `create index upload_link_tip on upload_link (tip_id)`,
  `create table event (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    thread_id uuid,
    tip_id uuid,
    objects jsonb not null default '[]',
    details jsonb not null default '{}',
    salt uuid not null default gen_random_uuid()
  )`,
  `create index event_tip on event (tip_id, id) where tip_id is not null`,
  `create table event_unsealed (event_id bigint primary key)`,
  `create table ledger_leaf (
    seq bigint primary key,
    event_id bigint not null unique,
    event_hash bytea not null,
    leaf_hash bytea not null
  )`,
  `create table ledger_node (
    level integer not null,
    position bigint not null,
    hash bytea not null,
    primary key (level, position)
  )`,
  `create table checkpoint (
    size bigint primary key,
    root bytea not null,
    note text not null,
    signer text not null,
    at timestamptz not null
  )`,
  `create table time_stamp (
    size bigint not null references checkpoint,
    authority text not null,
    request bytea not null,
    response bytea not null,
    at timestamptz not null,
    primary key (size, authority)
  )`,
  `create index tip_urgent on tip (active_at desc, id desc)
    where (severity = 'critical' or flags @> '{happening_now}')
      and status in ('new', 'open') and stage <> 'withdrawn'`,
  ...appendOnly,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
