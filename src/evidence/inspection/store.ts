import { type Insertable, type Kysely, sql } from 'kysely'
import type { CopyGrade, Database, DerivativeTable } from '../../db/schema.ts'

/** What was found out about a file. */
export interface Findings {
  metadata?: Uint8Array
  copies?: string
  similar_to?: string
  /** Only where the file itself says so. */
  copy_grade?: CopyGrade
}

/** Writes down what was found. False when nothing of the file may be kept any more. */
export async function markInspected(
  db: Kysely<Database>,
  id: string,
  findings: Findings,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('evidence')
    .set(findings)
    .where('id', '=', id)
    .where('state', '=', 'stored')
    .where('manifest', 'is not', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Adds a file's working copies and returns their ids; those that are there already stay. */
export async function insertDerivatives(
  db: Kysely<Database>,
  rows: Insertable<DerivativeTable>[],
): Promise<string[]> {
  if (rows.length === 0) return []
  const added = await db
    .insertInto('derivative')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['evidence_id', 'kind']).doNothing())
    .returning('id')
    .execute()
  return added.map(({ id }) => id)
}

/** An earlier picture's copy, in which its likeness is sealed. */
export interface Lookalike {
  id: string
  evidence_id: string
  manifest: Uint8Array
  /** The wrapped key of its thread. */
  key: Uint8Array
}

/**
 * Earlier pictures that a new one may be a copy of: all of its tip and the latest of its line. Not those
 * that people took back.
 */
export async function listLookalikes(
  db: Kysely<Database>,
  file: { id: string; tip_id: string | null; line_id: string },
  { since, most }: { since: Date; most: number },
): Promise<Lookalike[]> {
  const rows = await db
    .selectFrom('derivative')
    .innerJoin('evidence', 'evidence.id', 'derivative.evidence_id')
    .innerJoin('thread', 'thread.id', 'evidence.thread_id')
    .leftJoin('tip', 'tip.id', 'evidence.tip_id')
    .select(['derivative.id', 'derivative.evidence_id', 'derivative.manifest', 'thread.key'])
    .where('derivative.kind', 'in', ['preview', 'poster'])
    .where('evidence.id', '!=', file.id)
    .where('thread.line_id', '=', file.line_id)
    .where('thread.key', 'is not', null)
    .where(sql<boolean>`tip.stage is distinct from 'withdrawn' and tip.erased_at is null`)
    .where((eb) =>
      eb.or([eb('evidence.tip_id', '=', file.tip_id), eb('derivative.at', '>', since)]),
    )
    .orderBy((eb) => eb('evidence.tip_id', 'is not distinct from', file.tip_id), 'desc')
    .orderBy('derivative.at', 'desc')
    .limit(most)
    .execute()
  return rows.flatMap(({ key, ...row }) => (key ? [{ ...row, key }] : []))
}
