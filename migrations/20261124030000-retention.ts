import { type Kysely, sql } from 'kysely'

const statements = [
  `create table object_removal (
    object text primary key,
    at timestamptz not null
  )`,
  `create table chore (
    name text primary key,
    at timestamptz not null,
    position bigint not null default 0
  )`,
]

/** What lists are narrowed to. `tip_activity`, which the first migration made, is the list itself. */
const filters = [
  `create index tip_status on tip (status, active_at desc, id desc)`,
  `create index tip_line on tip (line_id, active_at desc, id desc)`,
  `create index tip_language on tip (language, active_at desc, id desc)`,
  `create index tip_received on tip (received_at)`,
  `create index tip_assignee on tip (assignee, active_at desc, id desc) where assignee is not null`,
  `create index tip_severity on tip (severity, active_at desc, id desc) where severity <> 'unrated'`,
  `create index tip_tags on tip using gin (tags) where tags <> '{}'`,
]

/**
 * What the latest answers say, beside the tip: an answer is rare, and the row of a tip changes with every
 * message. Kept by the database itself, so that no turn waits for it and none is forgotten.
 */
const sides = [
  `create table tip_code (
    tip_id uuid not null,
    question text not null,
    code text not null,
    primary key (question, code, tip_id)
  )`,
  `create index tip_code_tip on tip_code (tip_id, question)`,
  `create table tip_place (
    tip_id uuid primary key,
    latitude double precision not null,
    longitude double precision not null
  )`,
  `create index tip_place_near on tip_place (latitude, longitude)`,
  `create function note_answers() returns trigger language plpgsql as $$
    begin
      if not exists (select from written where question in ('agency', 'acts', 'place')) then
        return null;
      end if;
      delete from tip_code using written
        where tip_code.tip_id = written.tip_id and tip_code.question = written.question;
      delete from tip_place using written
        where tip_place.tip_id = written.tip_id and written.question = 'place';
      insert into tip_code (tip_id, question, code)
        select distinct tip_id, question, unnest(codes) from written
        where question in ('agency', 'acts') and state = 'answered' and not exists (
          select from written as later where later.tip_id = written.tip_id
            and later.question = written.question and later.version > written.version);
      insert into tip_place (tip_id, latitude, longitude)
        select distinct on (tip_id) tip_id, (near->>'latitude')::float, (near->>'longitude')::float
        from written where question = 'place' and state = 'answered' and near is not null
          and not exists (select from written as later where later.tip_id = written.tip_id
            and later.question = written.question and later.version > written.version)
        order by tip_id;
      return null;
    end $$`,
  `create trigger answer_noted after insert on answer referencing new table as written
    for each statement execute function note_answers()`,
  `insert into tip_code (tip_id, question, code)
    select distinct tip_id, question, unnest(codes) from (
      select distinct on (tip_id, question) tip_id, question, state, codes from answer
      where question in ('agency', 'acts') order by tip_id, question, version desc) as latest
    where state = 'answered'`,
  `insert into tip_place (tip_id, latitude, longitude)
    select tip_id, (near->>'latitude')::float, (near->>'longitude')::float from (
      select distinct on (tip_id) tip_id, state, near from answer
      where question = 'place' order by tip_id, version desc) as latest
    where state = 'answered' and near is not null`,
  `create table tip_word (
    tip_id uuid primary key,
    words bigint[] not null
  )`,
  `create index tip_word_words on tip_word using gin (words)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...statements, ...filters, ...sides])
    await sql.raw(statement).execute(db)
}
