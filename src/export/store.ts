import type { Kysely, Selectable } from 'kysely'
import type { AnswerTable, Database, EvidenceTable, MessageTable } from '../db/schema.ts'
import type { TimeStampTable } from '../db/ledger-tables.ts'

/** Every version of every answer of a tip. */
export function listAnswers(
  db: Kysely<Database>,
  tip_id: string,
): Promise<Selectable<AnswerTable>[]> {
  return db
    .selectFrom('answer')
    .selectAll()
    .where('tip_id', '=', tip_id)
    .orderBy('at')
    .orderBy('question')
    .orderBy('version')
    .execute()
}

export type SealedMessage = Pick<Selectable<MessageTable>, 'id' | 'direction' | 'body'>

/** The sealed bodies of everything that came and went in a tip, edits and redrawn buttons too, by id. */
export function listSealedMessages(
  db: Kysely<Database>,
  tip_id: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<SealedMessage[]> {
  let query = db
    .selectFrom('message')
    .select(['id', 'direction', 'body'])
    .where('tip_id', '=', tip_id)
    .orderBy('id')
    .limit(limit)
  if (after) query = query.where('id', '>', after)
  return query.execute()
}

export type SealedFile = Pick<
  Selectable<EvidenceTable>,
  'id' | 'exhibit' | 'source' | 'manifest' | 'metadata'
>

/** What is sealed about the files of a tip. */
export function listSealedFiles(db: Kysely<Database>, tip_id: string): Promise<SealedFile[]> {
  return db
    .selectFrom('evidence')
    .select(['id', 'exhibit', 'source', 'manifest', 'metadata'])
    .where('tip_id', '=', tip_id)
    .orderBy('exhibit')
    .orderBy('id')
    .execute()
}

/** The time stamps of the newest stamped checkpoint among those that cover at most so many events. */
export function listStamps(
  db: Kysely<Database>,
  most: number,
): Promise<(Selectable<TimeStampTable> & { note: string; signer: string })[]> {
  return db
    .selectFrom('time_stamp')
    .innerJoin('checkpoint', 'checkpoint.size', 'time_stamp.size')
    .selectAll('time_stamp')
    .select(['checkpoint.note', 'checkpoint.signer'])
    .where('time_stamp.size', '=', (eb) =>
      eb
        .selectFrom('time_stamp as last')
        .select((max) => max.fn.max('last.size').as('size'))
        .where('last.size', '<=', most),
    )
    .orderBy('time_stamp.authority')
    .execute()
}

/** Every link for originals that was made in a thread, whatever has become of it. */
export async function listLinkIds(db: Kysely<Database>, thread_id: string): Promise<string[]> {
  const links = db.selectFrom('upload_link').select('id').where('thread_id', '=', thread_id)
  return (await links.execute()).map(({ id }) => id)
}

/** Whether an event of the tip waits to be sealed. */
export async function waitsForSealing(db: Kysely<Database>, tip_id: string): Promise<boolean> {
  const waiting = await db
    .selectFrom('event_unsealed')
    .innerJoin('event', 'event.id', 'event_unsealed.event_id')
    .select('event.id')
    .where('event.tip_id', '=', tip_id)
    .limit(1)
    .executeTakeFirst()
  return waiting !== undefined
}
