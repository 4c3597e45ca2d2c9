import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

/** Which tips are counted: received from a moment on, before a moment, of a line. */
export interface Counted {
  since?: Date | undefined
  until?: Date | undefined
  line?: string | undefined
}

/** How many tips have a value in a column, or an answer a code. */
export interface Count {
  of: string
  value: string
  count: number
}

/** Counts by each plain column and by the day they were received, in UTC; all of it from one reading. */
export async function countTips(db: Kysely<Database>, counted: Counted): Promise<Count[]> {
  const { rows } = await sql<Count>`
    with counted as (
      select line_id as line, status, stage, severity, channel, language,
        (received_at at time zone 'UTC')::date::text as day, unread > 0 as unread
      from tip where ${received(counted)})
    select case when grouping(line) = 0 then 'line' when grouping(status) = 0 then 'status'
        when grouping(stage) = 0 then 'stage' when grouping(severity) = 0 then 'severity'
        when grouping(channel) = 0 then 'channel' when grouping(language) = 0 then 'language'
        when grouping(day) = 0 then 'day' when grouping(unread) = 0 then 'unread'
        else 'total' end as "of",
      coalesce(line, status, stage, severity, channel, language, day, unread::text, 'all') as value,
      count(*)::int as count
    from counted
    group by grouping sets ((line), (status), (stage), (severity), (channel), (language), (day),
      (unread), ())
    order by 1, 2`.execute(db)
  return rows
}

/** Counts by the codes of the answers that lists are narrowed by. */
export async function countCodes(db: Kysely<Database>, counted: Counted): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select tip_code.question as "of", tip_code.code as value, count(*)::int as count
    from tip_code join tip on tip.id = tip_code.tip_id
    where ${received(counted)} and tip.stage <> 'withdrawn' and tip.erased_at is null
    group by tip_code.question, tip_code.code order by 1, 2`.execute(db)
  return rows
}

function received({ since, until, line }: Counted) {
  const parts = [
    since && sql`tip.received_at >= ${since}`,
    until && sql`tip.received_at < ${until}`,
    line !== undefined && sql`tip.line_id = ${line}`,
  ].filter((part) => typeof part === 'object')
  return parts.length > 0 ? sql.join(parts, sql` and `) : sql`true`
}
