import process from 'node:process'
import { type Kysely, sql } from 'kysely'
import { connectPostgres } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Database } from '../../src/db/schema.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { readTips, type Search } from '../../src/tips/read.ts'
import { wordHashes } from '../../src/tips/search/hash.ts'
import { startPostgres } from '../support/server.ts'
import { median } from './load.ts'

// One page of the inbox with many tips against the same page with few: how it grows is what counts.
const few = 10_000
const many = Number(process.argv[3] ?? 1_000_000)
const rounds = 15
const limit = 50
const keys = parseKeyRing(newRingKey('bench'))

/** Tips as a line of some years holds them: most closed, most in two languages, everything somewhere. */
async function plant(db: Kysely<Database>, count: number): Promise<void> {
  const line = { id: 'main', name: 'a line', agency: 'an office' }
  await db
    .insertInto('line')
    .values({ ...line, default_language: 'en', time_zone: 'America/Chicago' })
    .execute()
  const words = Array.from({ length: 100 }, (_, n) => wordHashes(keys, wordOf(n))[0] ?? '')
  await sql`create table wordlist as select nth, word::bigint from
    unnest(${words}::text[]) with ordinality as w(word, nth)`.execute(db)
  for (const statement of statements(count)) await sql.raw(statement).execute(db)
  for (const table of ['tip', 'thread', 'contact', 'answer', 'tip_code', 'tip_place', 'tip_word']) {
    await sql.raw(`vacuum analyze ${table}`).execute(db)
  }
}

function wordOf(n: number): string {
  return `word${n}`
}

const id = (kind: number) => `('00000000-0000-400${kind}-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
const pick = (list: string[]) =>
  `(array[${list.map((one) => `'${one}'`).join()}])[1 + (hashint4(n) & 1023) % ${list.length}]`

/** Common first; the further on, the rarer, down to one in a thousand. */
function statements(count: number): string[] {
  const of = `from generate_series(1, ${count}) as n`
  const at = `timestamptz '2020-01-01' + n * interval '3 minutes'`
  return [
    `alter table answer disable trigger answer_noted`,
    `insert into thread (id, line_id, channel, key, version, state, language, tip_id, created_at, active_at)
      select ${id(1)}, 'main', 'sms', '\\x00', 1, '\\x00', 'en', ${id(2)}, ${at}, ${at} ${of}`,
    `insert into contact (thread_id, line_id, channel, address_index, address, alias)
      select ${id(1)}, 'main', 'sms', int4send(n), '\\x00', 'Quiet Heron' ${of}`,
    `insert into tip (id, code, thread_id, line_id, channel, language, stage, status, severity,
        received_at, active_at, message_count, tags)
      select ${id(2)}, 'T-' || n, ${id(1)}, 'main',
        case when n % 50 = 0 then 'telegram' else 'sms' end,
        case when n % 1000 = 7 then 'so' when hashint4(n + 3) % 4 = 0 then 'es' else 'en' end,
        ${pick(['submitted', 'partial', 'submitted', 'in_progress'])},
        case when n % 200 = 3 then 'waiting' when n % 20 = 1 then 'open' when n % 11 = 0 then 'new' else 'closed' end,
        case when n % 500 = 2 then 'critical' when n % 3 = 0 then 'medium' else 'unrated' end,
        ${at}, ${at} + (n % 7) * interval '1 day', 12,
        case when n % 1000 = 9 then array['raid'] else '{}' end ${of}`,
    `insert into answer (tip_id, question, version, state, derived_by, codes, message_ids, script_version, at)
      select ${id(2)}, 'acts', 1, 'answered', 'button',
        array[case when n % 300 = 5 then 'medical' else 'force' end], '{}', 'x', ${at} ${of}`,
    `insert into answer (tip_id, question, version, state, derived_by, near, message_ids, script_version, at)
      select ${id(2)}, 'place', 1, 'answered', 'witness_words',
        jsonb_build_object('latitude', 25 + (hashint4(n) & 2047) / 100.0,
          'longitude', -120 + (hashint4(n + 1) & 4095) / 100.0), '{}', 'x', ${at} ${of}`,
    `insert into tip_code (tip_id, question, code)
      select tip_id, question, unnest(codes) from answer where codes is not null`,
    `insert into tip_place (tip_id, latitude, longitude)
      select tip_id, (near->>'latitude')::float, (near->>'longitude')::float from answer
      where near is not null`,
    `insert into tip_word (tip_id, words)
      select ${id(2)}, (select array_agg(word) from wordlist
        where nth = 1 or (nth = 2 and n % 1000 = 4) or (nth > 2 and (nth + n) % 8 = 0)) ${of}`,
  ]
}

const searches: Record<string, Search> = {
  'no filter': {},
  'status, common': { status: 'closed' },
  'status, rare': { status: 'waiting' },
  'language, common': { language: 'es' },
  'language, rare': { language: 'so' },
  severity: { severity: 'critical' },
  'status and language': { status: 'open', language: 'es' },
  stage: { stage: 'partial' },
  channel: { channel: 'telegram' },
  'act, common': { act: 'force' },
  'act, rare': { act: 'medical' },
  'act and status': { act: 'force', status: 'new' },
  'nothing matches': { status: 'waiting', severity: 'critical' },
  'received before': { until: new Date('2020-01-10') },
  tags: { tags: ['raid'] },
  'a word, common': { q: wordOf(0) },
  'a word, rare': { q: wordOf(1) },
  'two words': { q: `${wordOf(5)} ${wordOf(13)}` },
  near: { near: { latitude: 41.88, longitude: -87.63, km: 30 } },
}

/** Milliseconds of one page, the median of some. */
async function pageOf(db: Kysely<Database>, search: Search): Promise<number> {
  const deps = { db, keys } as Parameters<typeof readTips>[0]
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    await readTips(deps, search, { limit })
    times.push(performance.now() - begun)
  }
  return median(times)
}

const server = await startPostgres()
const admin = connectPostgres(`${server.url}/postgres`, 1)
async function open(name: string, count: number): Promise<Kysely<Database>> {
  await sql.raw(`create database ${name}`).execute(admin)
  const db = connectPostgres(`${server.url}/${name}`, 1)
  await migrate(db)
  await plant(db, count)
  return db
}

try {
  const [small, large] = [await open('few', few), await open('many', many)]
  console.log(`a page of ${limit} tips of ${many}, beside one of ${few}`)
  for (const [name, search] of Object.entries(searches)) {
    const [before, after] = [await pageOf(small, search), await pageOf(large, search)]
    console.log(
      `${name.padEnd(22)} ${before.toFixed(1).padStart(7)} ms ${after.toFixed(1).padStart(7)} ms   ÷ ${(after / before).toFixed(2)}`,
    )
  }
  await Promise.all([small.destroy(), large.destroy()])
} finally {
  await admin.destroy()
  await server.stop()
}
