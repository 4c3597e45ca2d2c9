import { type Kysely, type Selectable, sql } from 'kysely'
import type { ChannelName } from '../channels/channel.ts'
import type { Stage } from '../conversation/effect.ts'
import type { Database, DerivativeTable, EvidenceTable } from '../db/schema.ts'

export type EvidenceRow = Selectable<EvidenceTable>
export type DerivativeRow = Selectable<DerivativeTable>

/** A file with what opens it and what stands around it. */
export interface FileRow extends EvidenceRow {
  line_id: string
  channel: ChannelName
  /** Null once the thread is erased. */
  key: Uint8Array | null
  code: string | null
  stage: Stage | null
  erased_at: Date | null
  flags: string[] | null
  /** The provider's name of the message that brought it. */
  provider_ref: string | null
}

/** One file, if it is there. */
export function findFile(db: Kysely<Database>, id: string): Promise<FileRow | undefined> {
  return files(db).where('evidence.id', '=', id).executeTakeFirst()
}

/** The files of a tip: exhibits by number, then what is not stored by arrival. */
export function listFiles(db: Kysely<Database>, tip_id: string): Promise<FileRow[]> {
  return files(db)
    .where('evidence.tip_id', '=', tip_id)
    .orderBy(sql`evidence.exhibit nulls last`)
    .orderBy('evidence.received_at')
    .orderBy('evidence.id')
    .execute()
}

/** In which tip, and as which exhibit, these files stand; not those that people took back. */
export async function listNumbers(
  db: Kysely<Database>,
  ids: string[],
): Promise<{ id: string; tip: string; exhibit: number | null }[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('evidence')
    .innerJoin('tip', 'tip.id', 'evidence.tip_id')
    .select(['evidence.id', 'tip.code as tip', 'evidence.exhibit'])
    .where('evidence.id', 'in', ids)
    .where('tip.stage', '!=', 'withdrawn')
    .where('tip.erased_at', 'is', null)
    .execute()
}

/** The working copies of these files. */
export async function listDerivatives(
  db: Kysely<Database>,
  evidence_ids: string[],
): Promise<DerivativeRow[]> {
  if (evidence_ids.length === 0) return []
  return db
    .selectFrom('derivative')
    .selectAll()
    .where('evidence_id', 'in', evidence_ids)
    .orderBy('kind')
    .execute()
}

/**
 * The earliest other file with the same bytes, by its keyed hash under any key of the ring; not one that its
 * sender took back. Call in a transaction: whoever asks for the same bytes waits until the end of it.
 */
export async function findSame(
  db: Kysely<Database>,
  id: string,
  same_as: Uint8Array[],
): Promise<string | undefined> {
  const place = Buffer.from(same_as[0] ?? []).toString('hex')
  await sql`select pg_advisory_xact_lock(hashtextextended(${place}, 0))`.execute(db)
  const row = await db
    .selectFrom('evidence')
    .leftJoin('tip', 'tip.id', 'evidence.tip_id')
    .select('evidence.id')
    .where('same_as', 'in', same_as)
    .where('evidence.id', '!=', id)
    .where(sql<boolean>`tip.stage is distinct from 'withdrawn'`)
    .orderBy('stored_at')
    .orderBy('exhibit')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** What becomes known of a file when it is stored. */
export interface StoredFile {
  state: 'stored' | 'quarantined'
  kind: EvidenceRow['kind']
  mime: string
  size: number
  object: string
  same_as: Uint8Array
  manifest: Uint8Array
  copy_grade: EvidenceRow['copy_grade']
  scan: NonNullable<EvidenceRow['scan']>
  stored_at: Date
  duplicate_of: string | null
}

/**
 * Marks a file stored and gives it the next number of its tip. False when somebody else has stored it
 * or nothing of it may be kept any more. Call in a transaction: it holds the tip until the end of it.
 */
export async function markStored(
  db: Kysely<Database>,
  { id, tip_id, thread_id }: Pick<EvidenceRow, 'id' | 'tip_id' | 'thread_id'>,
  stored: StoredFile,
): Promise<boolean> {
  if (!(await holdForKeeping(db, { tip_id, thread_id }))) return false
  const { numUpdatedRows } = await db
    .updateTable('evidence')
    .set({ ...stored, error_code: null })
    .set((eb) => ({
      exhibit: eb
        .selectFrom('evidence as other')
        .select(sql<number>`coalesce(max(other.exhibit), 0) + 1`.as('next'))
        .where('other.tip_id', '=', tip_id),
    }))
    .where('id', '=', id)
    .where('state', 'in', ['fetching', 'failed'])
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Locks thread and tip in the order that erasure locks them. False when either is erased. */
export async function holdForKeeping(
  db: Kysely<Database>,
  { tip_id, thread_id }: Pick<EvidenceRow, 'tip_id' | 'thread_id'>,
): Promise<boolean> {
  const thread = await db
    .selectFrom('thread')
    .select('key')
    .where('id', '=', thread_id)
    .forKeyShare()
    .executeTakeFirst()
  if (!thread?.key) return false
  if (!tip_id) return true
  const tip = await db
    .selectFrom('tip')
    .select('erased_at')
    .where('id', '=', tip_id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return tip !== undefined && tip.erased_at === null
}

/** Notes that a try failed; `failed` when there will be no other by itself. */
export async function markTry(
  db: Kysely<Database>,
  id: string,
  { state, error_code }: { state: 'fetching' | 'failed'; error_code: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('evidence')
    .set({ state, error_code })
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'in', ['fetching', 'failed'])
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Makes a failed file wait to be fetched again, from its first try on; not one that was erased. */
export async function markRetry(db: Kysely<Database>, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('evidence')
    .set({ state: 'fetching', tries: 0 })
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .where(sql<boolean>`error_code is distinct from 'erased'`)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

function files(db: Kysely<Database>) {
  return db
    .selectFrom('evidence')
    .innerJoin('thread', 'thread.id', 'evidence.thread_id')
    .leftJoin('tip', 'tip.id', 'evidence.tip_id')
    .leftJoin('message', 'message.id', 'evidence.message_id')
    .selectAll('evidence')
    .select(['thread.line_id', 'thread.channel', 'thread.key'])
    .select(['tip.code', 'tip.stage', 'tip.erased_at', 'tip.flags', 'message.provider_ref'])
}
