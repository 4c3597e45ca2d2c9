import { type Kysely, sql } from 'kysely'
import type { ChannelName } from '../../channels/channel.ts'
import type { Database } from '../../db/schema.ts'

/** A message that its provider may still keep. */
export interface CopiedMessage {
  id: string
  thread_id: string
  tip_id: string | null
  line_id: string
  channel: ChannelName
  copy_removed_at: Date | null
  /** The provider's name of it, once known. */
  ref: string | null
  /** How many of its files are not safely here. */
  waiting: number
}

/** One message, erased or not. A file that was erased waits for nothing: nobody wants it kept. */
export function findCopiedMessage(
  db: Kysely<Database>,
  id: string,
): Promise<CopiedMessage | undefined> {
  return db
    .selectFrom('message')
    .innerJoin('thread', 'thread.id', 'message.thread_id')
    .select(['message.id', 'message.thread_id', 'message.tip_id', 'thread.channel'])
    .select(['message.line_id', 'message.copy_removed_at', reference.as('ref')])
    .select(({ selectFrom }) =>
      selectFrom('evidence')
        .select(({ fn }) => fn.countAll<number>().as('waiting'))
        .where('evidence.message_id', '=', id)
        .where(sql<boolean>`evidence.error_code is distinct from 'erased'`)
        .where(({ eb, or }) =>
          or([
            eb('evidence.state', 'not in', ['stored', 'quarantined']),
            eb('damage', 'is not', null),
          ]),
        )
        .$asScalar()
        .$notNull()
        .as('waiting'),
    )
    .where('message.id', '=', id)
    .executeTakeFirst()
}

/** The provider's name of a message, whichever way it went. */
const reference = sql<string | null>`case when message.direction = 'in' then message.provider_ref
  else message.provider_id end`

/** Notes that the provider keeps a file no more. */
export async function markFileCleared(db: Kysely<Database>, id: string, at: Date): Promise<void> {
  await db.updateTable('evidence').set({ copy_removed_at: at }).where('id', '=', id).execute()
}

/** Notes that the provider keeps a message no more. One that was erased needs its name no more. */
export async function markMessageCleared(
  db: Kysely<Database>,
  id: string,
  at: Date,
): Promise<void> {
  await db.updateTable('message').set({ copy_removed_at: at }).where('id', '=', id).execute()
  await forgetName(db, id)
}

/** Takes the provider's name off a message that was erased; another keeps it. */
export async function forgetName(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable('message')
    .set({ provider_id: null, provider_ref: null })
    .where('id', '=', id)
    .where(sql<boolean>`length(body) = 0`)
    .execute()
}

/** How many messages of tips that were erased before then the provider still keeps. */
export async function countOutliving(db: Kysely<Database>, before: Date): Promise<number> {
  const { count } = await db
    .selectFrom('tip')
    .innerJoin('message', (join) =>
      join.onRef('message.thread_id', '=', 'tip.thread_id').onRef('message.tip_id', '=', 'tip.id'),
    )
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tip.erased_at', '<', before)
    .where('message.copy_removed_at', 'is', null)
    .where(sql<boolean>`coalesce(message.provider_ref, message.provider_id) is not null`)
    .executeTakeFirstOrThrow()
  return Number(count)
}

interface Sought {
  /** Both in Postgres' own precision. */
  since: string
  until: string
  lines: string[]
  channels: ChannelName[]
  most: number
}

/** Messages that went by in that time, the oldest first, whose copies have not been removed. */
export function listCopied(
  db: Kysely<Database>,
  { since, until, lines, channels, most }: Sought,
): Promise<{ id: string; exactly: string }[]> {
  if (lines.length === 0 || channels.length === 0) return Promise.resolve([])
  return db
    .selectFrom('message')
    .innerJoin('thread', 'thread.id', 'message.thread_id')
    .select(['message.id', sql<string>`message.at::text`.as('exactly')])
    .where(sql<boolean>`message.at > ${since}::timestamptz and message.at <= ${until}::timestamptz`)
    .where('message.line_id', 'in', lines)
    .where('thread.channel', 'in', channels)
    .where('message.copy_removed_at', 'is', null)
    .where('message.status', 'not in', ['queued', 'unknown'])
    .where('message.kind', '!=', 'mark')
    .orderBy('message.at')
    .limit(most)
    .execute()
}

/** How far a chore has come, held until the transaction ends; undefined when another is at it. */
export async function lockMark(
  db: Kysely<Database>,
  chore: string,
  from: Date,
): Promise<string | undefined> {
  await db
    .insertInto('chore_mark')
    .values({ chore, at: from })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db
    .selectFrom('chore_mark')
    .select(sql<string>`at::text`.as('exactly'))
    .where('chore', '=', chore)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row?.exactly
}

/** Says how far a chore has come. */
export async function advanceMark(db: Kysely<Database>, chore: string, at: string): Promise<void> {
  await db.updateTable('chore_mark').set({ at }).where('chore', '=', chore).execute()
}
