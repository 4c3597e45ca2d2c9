import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Stage } from '../../conversation/effect.ts'
import type { Database, EvidenceTable, UploadLinkTable } from '../../db/schema.ts'

/** A link with what its page needs to know of the thread and tip behind it. */
export interface LinkRow extends Selectable<UploadLinkTable> {
  line_id: string
  language: string
  /** Null once the thread is erased. */
  key: Uint8Array | null
  stage: Stage | null
  erased_at: Date | null
}

/** A file that came by a link. */
export type UploadedRow = Pick<
  Selectable<EvidenceTable>,
  'id' | 'size' | 'state' | 'received_at' | 'error_code'
>

/** The link with that token, whatever has become of it. */
export function findLink(
  db: Kysely<Database>,
  token_hash: Uint8Array,
): Promise<LinkRow | undefined> {
  return linkRows(db).where('upload_link.token_hash', '=', token_hash).executeTakeFirst()
}

/** The link with that id, whatever has become of it. */
export function findLinkById(db: Kysely<Database>, id: string): Promise<LinkRow | undefined> {
  return linkRows(db).where('upload_link.id', '=', id).executeTakeFirst()
}

function linkRows(db: Kysely<Database>) {
  return db
    .selectFrom('upload_link')
    .innerJoin('thread', 'thread.id', 'upload_link.thread_id')
    .leftJoin('tip', 'tip.id', 'upload_link.tip_id')
    .selectAll('upload_link')
    .select(['thread.line_id', 'thread.language', 'thread.key', 'tip.stage', 'tip.erased_at'])
}

/** Those of the links by which a tip may still get files. */
export async function listStanding(db: Kysely<Database>, link_ids: string[]): Promise<Set<string>> {
  const rows = await linkRows(db)
    .where('upload_link.id', 'in', link_ids)
    .where('upload_link.revoked_at', 'is', null)
    .where('thread.key', 'is not', null)
    .where('tip.erased_at', 'is', null)
    .where('tip.stage', '!=', 'withdrawn')
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The links of a tip with how many files each has brought, the newest first. */
export function listLinks(db: Kysely<Database>, tip_id: string) {
  return db
    .selectFrom('upload_link')
    .select(['id', 'created_at', 'expires_at', 'revoked_at'])
    .select((eb) =>
      eb
        .selectFrom('evidence')
        .select(({ fn }) => fn.countAll<string>().as('used'))
        .whereRef('evidence.upload_link_id', '=', 'upload_link.id')
        .as('used'),
    )
    .where('tip_id', '=', tip_id)
    .orderBy('created_at', 'desc')
    .execute()
}

/** How many files of each kind came by the links of a tip, and whether one can still be used. */
export async function countUploads(db: Kysely<Database>, tip_id: string, now: Date) {
  const kept = await db
    .selectFrom('evidence')
    .select(({ fn }) => ['kind', fn.countAll<string>().as('count')])
    .where('tip_id', '=', tip_id)
    .where('upload_link_id', 'is not', null)
    .where('state', '!=', 'failed')
    .groupBy('kind')
    .orderBy('kind')
    .execute()
  const working = await db
    .selectFrom('upload_link')
    .select('id')
    .where('tip_id', '=', tip_id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  const files = Object.fromEntries(kept.map(({ kind, count }) => [kind, Number(count)]))
  return { files, works: working !== undefined }
}

/** Ends the links of a tip that still work and returns their ids. */
export async function revokeLinks(
  db: Kysely<Database>,
  tip_id: string,
  now: Date,
): Promise<string[]> {
  const rows = await db
    .updateTable('upload_link')
    .set({ revoked_at: now })
    .where('tip_id', '=', tip_id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** What has come by a link, the newest first. */
export function listUploaded(db: Kysely<Database>, link_id: string): Promise<UploadedRow[]> {
  return db
    .selectFrom('evidence')
    .select(['id', 'size', 'state', 'received_at', 'error_code'])
    .where('upload_link_id', '=', link_id)
    .orderBy('received_at', 'desc')
    .orderBy('id')
    .execute()
}

/** Whether a file has arrived, and by which link. */
export function findUploaded(db: Kysely<Database>, id: string) {
  return db
    .selectFrom('evidence')
    .innerJoin('thread', 'thread.id', 'evidence.thread_id')
    .select([
      'evidence.id',
      'upload_link_id',
      'evidence.thread_id',
      'evidence.size',
      'evidence.state',
      'evidence.error_code',
    ])
    .select(['evidence.tip_id', 'evidence.received_at', 'thread.key'])
    .where('evidence.id', '=', id)
    .executeTakeFirst()
}

/** Adds a file that came by a link and counts it on its tip. False when it is there already. */
export async function insertUploaded(
  db: Kysely<Database>,
  file: Insertable<EvidenceTable>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('evidence')
    .values(file)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow()
  if (!numInsertedOrUpdatedRows) return false
  await db
    .updateTable('tip')
    .set((eb) => ({
      evidence_count: eb('evidence_count', '+', 1),
      unread: eb('unread', '+', 1),
      active_at: file.received_at,
    }))
    .where('id', '=', file.tip_id ?? null)
    .execute()
  return true
}
