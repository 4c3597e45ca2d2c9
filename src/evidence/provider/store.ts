import { type Kysely, sql } from 'kysely'
import type { ChannelName } from '../../channels/channel.ts'
import type { Database } from '../../db/schema.ts'

/** A message that its provider may still keep. */
export interface CopiedMessage {
  id: string
  thread_id: string
  tip_id: string | null
  channel: ChannelName
  copy_removed_at: Date | null
  /** The provider's name of it, once known. */
  ref: string | null
  /** How many of its files are not safely here. */
  waiting: number
}

/** One message, if it is there and not erased. */
export function findCopiedMessage(
  db: Kysely<Database>,
  id: string,
): Promise<CopiedMessage | undefined> {
  return db
    .selectFrom('message')
    .innerJoin('thread', 'thread.id', 'message.thread_id')
    .select(['message.id', 'message.thread_id', 'message.tip_id', 'thread.channel'])
    .select(['message.copy_removed_at', reference.as('ref')])
    .select(({ selectFrom }) =>
      selectFrom('evidence')
        .select(({ fn }) => fn.countAll<number>().as('waiting'))
        .where('evidence.message_id', '=', id)
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

/** Notes that the provider keeps a message no more. */
export async function markMessageCleared(
  db: Kysely<Database>,
  id: string,
  at: Date,
): Promise<void> {
  await db.updateTable('message').set({ copy_removed_at: at }).where('id', '=', id).execute()
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
