import type { Kysely, Selectable } from 'kysely'
import type { Database, StaffCodingTable } from '../../db/schema.ts'

/** One version of a coding, sealed. */
export type CodingRow = Selectable<StaffCodingTable>

/** Every version of a tip's coding, the newest first. */
export function listCodings(db: Kysely<Database>, tip_id: string): Promise<CodingRow[]> {
  return db
    .selectFrom('staff_coding')
    .selectAll()
    .where('tip_id', '=', tip_id)
    .orderBy('version', 'desc')
    .execute()
}

/** Adds a version. False when somebody else has just taken its number. */
export async function insertCoding(db: Kysely<Database>, row: CodingRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('staff_coding')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tip_id', 'version']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}
