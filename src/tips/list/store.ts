import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { Database, TipTable } from '../../db/schema.ts'
import { type Page, type TipRow, tips } from '../store.ts'

/** What a list of tips is narrowed to. Everything that is set must match. */
export interface TipFilter {
  status?: string | undefined
  stage?: string | undefined
  line?: string | undefined
  language?: string | undefined
  channel?: string | undefined
  severity?: string | undefined
  /** An investigator's e-mail address. */
  assignee?: string | undefined
  /** Received at or after. */
  since?: Date | undefined
  /** Received before. */
  until?: Date | undefined
  /** A code of the question `agency`. */
  agency?: string | undefined
  /** A code of the question `acts`. */
  act?: string | undefined
  /** All of these. */
  tags?: string[] | undefined
  /** What makes a tip stand out, such as `death`. */
  flag?: string | undefined
  /** Grave or happening now, and nobody has dealt with it yet. */
  urgent?: true | undefined
  near?: Near | undefined
  code?: string | undefined
  /** Hashes of words, see `search/find.ts`. */
  words?: string[][] | undefined
}

/** Within so many kilometres of a place. */
export interface Near {
  latitude: number
  longitude: number
  km: number
}

/**
 * Tips with the newest activity first. The page is found first and joined to the rest after, or a rare
 * condition would join every tip that has it.
 */
export async function listTips(
  db: Kysely<Database>,
  filter: TipFilter,
  page: Page,
): Promise<TipRow[]> {
  const source = await findFew(db, filter)
  const few = source && fewOf(source)
  let query = db
    .selectFrom(sql<Selectable<TipTable>>`${few ?? sql`tip`}`.as('tip'))
    .select('tip.id')
  for (const condition of conditions(filter)) query = query.where(condition)
  if (page.after) {
    const { at, id } = page.after
    query = query.where(sql<SqlBool>`(tip.active_at, tip.id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const found = query.orderBy('tip.active_at', 'desc').orderBy('tip.id', 'desc').limit(page.limit)
  return tips(db)
    .where('tip.id', 'in', found)
    .orderBy('tip.active_at', 'desc')
    .orderBy('tip.id', 'desc')
    .execute()
}

/**
 * The rows of a few tips. Rows of a `with` are read by one process: starting others for them would take
 * longer than all the rest, and the planner, who takes the few for many, would.
 */
function fewOf(source: ReturnType<typeof sql>) {
  return sql`(with few as materialized (select from_source.* from (${source}) as from_source limit ${fewMost})
    select * from tip where tip.id in (select * from few) offset 0)`
}

/** Up to so many are looked through one by one rather than met on the way through the whole list. */
const fewMost = 5_000

/**
 * The first condition that only few tips meet, as their ids. The planner guesses how rare a word or a code
 * is, and takes what is old for spread evenly; counting up to a limit costs a millisecond and is right.
 */
async function findFew(db: Kysely<Database>, filter: TipFilter) {
  for (const source of sources(filter)) {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count
      from (select from (${source}) as one limit ${fewMost}) as few`.execute(db)
    if ((rows[0]?.count ?? 0) < fewMost) return source
  }
  return undefined
}

function sources({ words, agency, act, near, tags, since, until }: TipFilter) {
  const from = since ? sql`received_at >= ${since}` : sql`true`
  return [
    words && sql`select tip_id from tip_word where ${allOf(words)}`,
    agency && sql`select tip_id from tip_code where ${isCode('agency', agency)}`,
    act && sql`select tip_id from tip_code where ${isCode('acts', act)}`,
    near && sql`select tip_id from tip_place as place where ${isWithin(near)}`,
    tags && sql`select id from tip where ${areTagged(tags)}`,
    until && sql`select id from tip where ${from} and received_at < ${until}`,
  ].flatMap((source) => source || [])
}

function conditions(filter: TipFilter) {
  const { line, assignee, since, until, tags, urgent, code } = filter
  const plain = (['status', 'stage', 'language', 'channel', 'severity'] as const).map((column) =>
    when(filter[column], (value) => sql`${sql.ref(`tip.${column}`)} = ${value}`),
  )
  return [
    ...plain,
    when(line, (value) => sql`tip.line_id = ${value}`),
    when(code, (value) => sql`tip.code = ${value}`),
    when(
      assignee,
      (email) => sql`tip.assignee = (
      select id from investigator where email = ${email.toLowerCase()})`,
    ),
    // Nothing is active before it is received: the second part lets the list end early.
    when(since, (from) => sql`tip.received_at >= ${from} and tip.active_at >= ${from}`),
    when(until, (to) => sql`tip.received_at < ${to}`),
    when(tags, areTagged),
    urgent && isUrgent,
    ...contents(filter),
  ].flatMap((condition) => condition ?? [])
}

/** As the index `tip_urgent` has it. */
const isUrgent = sql<SqlBool>`(tip.severity = 'critical' or tip.flags @> '{happening_now}')
  and tip.status in ('new', 'open') and tip.stage <> 'withdrawn'`

/** Of what was taken back or erased nothing is found by its contents, from that moment on. */
function contents({ agency, act, flag, near, words }: TipFilter) {
  const found = [
    when(agency, (code) => hasCode('agency', code)),
    when(act, (code) => hasCode('acts', code)),
    when(flag, (one) => sql`${one} = any(tip.flags)`),
    when(near, isNear),
    when(words, hasWords),
  ].flatMap((condition) => condition ?? [])
  if (found.length === 0) return []
  return [sql<SqlBool>`tip.stage <> 'withdrawn' and tip.erased_at is null`, ...found]
}

function when<T>(value: T | undefined, write: (value: T) => ReturnType<typeof sql<SqlBool>>) {
  return value === undefined ? undefined : write(value)
}

function areTagged(tags: string[]) {
  return sql<SqlBool>`tip.tags @> ${tags}::text[] and tip.tags <> '{}'`
}

/** Whether the latest version of the answer holds the code. */
function hasCode(question: string, code: string) {
  return sql<SqlBool>`exists (select from tip_code where tip_code.tip_id = tip.id
    and ${isCode(question, code)})`
}

function isCode(question: string, code: string) {
  return sql`tip_code.question = ${question} and tip_code.code = ${code}`
}

function hasWords(words: string[][]) {
  return sql<SqlBool>`exists (select from tip_word where tip_word.tip_id = tip.id
    and ${allOf(words)})`
}

function allOf(words: string[][]) {
  const each = words.map((hashes) => sql`tip_word.words && ${hashes}::bigint[]`)
  return sql.join(each, sql` and `)
}

const kmPerDegree = 111.2
/** Places are kept to about a kilometre. */
const blur = 0.8

/** Never while it is happening: no list may lead to where somebody is. */
function isNear(near: Near) {
  return sql<SqlBool>`not tip.flags @> '{happening_now}' and exists (
    select from tip_place as place where place.tip_id = tip.id and ${isWithin(near)})`
}

function isWithin({ latitude, longitude, km }: Near) {
  const reach = (km + blur) / kmPerDegree
  const wide = Math.min(180, reach / Math.max(Math.cos((latitude * Math.PI) / 180), 0.001))
  const overEdge = Math.abs(longitude) + wide > 180
  const [west, east] = overEdge ? [-180, 180] : [longitude - wide, longitude + wide]
  return sql`place.latitude between ${latitude - reach}::float8 and ${latitude + reach}::float8
    and place.longitude between ${west}::float8 and ${east}::float8
    and 2 * 6371 * asin(sqrt(least(1, power(sind((place.latitude - ${latitude}::float8) / 2), 2)
      + cosd(place.latitude) * cosd(${latitude}::float8)
      * power(sind((place.longitude - ${longitude}::float8) / 2), 2)))) <= ${km + blur}::float8`
}
