import { type Kysely, sql } from 'kysely'

const statements = [
  `create table line (
    id text primary key,
    name text not null,
    agency text not null,
    default_language text not null,
    time_zone text not null,
    addresses text[] not null default '{}'
  )`,
  `create table thread (
    id uuid primary key,
    line_id text not null references line,
    channel text not null,
    key bytea not null,
    version integer not null,
    state bytea not null,
    language text not null,
    tip_id uuid,
    created_at timestamptz not null,
    active_at timestamptz not null
  )`,
  `create table contact (
    thread_id uuid primary key references thread,
    line_id text not null,
    channel text not null,
    address_index bytea not null,
    address bytea not null,
    alias text not null,
    reach text not null default 'yes',
    unique (address_index, line_id, channel)
  )`,
  `create table tip (
    id uuid primary key,
    code text not null unique,
    thread_id uuid not null references thread,
    line_id text not null,
    channel text not null,
    language text not null,
    stage text not null,
    status text not null default 'new',
    severity text not null default 'unrated',
    received_at timestamptz not null,
    submitted_at timestamptz,
    active_at timestamptz not null,
    message_count integer not null default 0,
    unread integer not null default 0,
    evidence_count integer not null default 0,
    assignee text,
    tags text[] not null default '{}'
  )`,
  `create index tip_activity on tip (active_at desc, id desc)`,
  `create index tip_thread on tip (thread_id)`,
  `create table message (
    id uuid primary key,
    thread_id uuid not null references thread,
    line_id text not null,
    tip_id uuid,
    direction text not null,
    kind text not null,
    provider_id text,
    provider_ref text,
    about uuid,
    at timestamptz not null,
    status text not null,
    error_code text,
    language text not null,
    script_key text,
    sent_by text,
    body bytea not null
  )`,
  `create unique index message_delivery on message (provider_id, line_id) where direction = 'in'`,
  `create index message_answer on message (about) where about is not null`,
  `create index message_thread on message (thread_id, at)`,
  `create table answer (
    tip_id uuid not null references tip,
    question text not null,
    version integer not null,
    state text not null,
    derived_by text not null,
    codes text[],
    moment jsonb,
    near jsonb,
    words bytea,
    message_ids uuid[] not null,
    script_version text not null,
    at timestamptz not null,
    primary key (tip_id, question, version)
  )`,
  `create table evidence (
    id uuid primary key,
    thread_id uuid not null references thread,
    tip_id uuid,
    message_id uuid not null references message,
    state text not null default 'fetching',
    kind text not null,
    mime text,
    size bigint,
    source bytea not null,
    received_at timestamptz not null
  )`,
  `create index evidence_tip on evidence (tip_id)`,
  `create index evidence_message on evidence (message_id)`,
  `create table investigator (
    id text primary key,
    email text not null unique,
    name text not null,
    role text not null default 'viewer',
    email_verified boolean not null default false,
    image text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table investigator_account (
    id text primary key,
    account_id text not null,
    provider_id text not null,
    user_id text not null references investigator on delete cascade,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table investigator_session (
    id text primary key,
    user_id text not null references investigator on delete cascade,
    token text not null unique,
    expires_at timestamptz not null,
    ip_address text,
    user_agent text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table investigator_verification (
    id text primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create index investigator_verification_identifier on investigator_verification (identifier)`,
  `create table rate_limit (
    key text primary key,
    count integer not null,
    since timestamptz not null
  )`,
  `create table api_token (
    id text primary key,
    name text not null unique,
    role text not null,
    hash bytea not null unique,
    created_at timestamptz not null default now(),
    last_used_at timestamptz
  )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
