import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database, LineTable } from '../db/schema.ts'
import { Failure } from '../errors.ts'
import demo from './demo.json' with { type: 'json' }
import { type Line, type LineFile, openLine } from './line.ts'
import { readLineFile } from './read.ts'

/** Lines as they were last opened: what has not changed is not parsed again, and stays the same object. */
const opened = new Map<string, { row: string; line: Line }>()

/** Every line, by id, ready for turns. Throws `bad-config` for one that this version cannot read. */
export async function listLines(db: Kysely<Database>): Promise<Line[]> {
  const rows = await db.selectFrom('line').selectAll().orderBy('id').execute()
  return rows.map(openRow)
}

function openRow({ settings, ...columns }: Selectable<LineTable>): Line {
  const row = JSON.stringify([columns, settings])
  const known = opened.get(columns.id)
  if (known?.row === row) return known.line
  const line = openLine(readLineFile({ ...settings, ...columns }))
  opened.set(columns.id, { row, line })
  return line
}

/** A line's file as it was loaded, with what it left open. */
export async function findLineFile(
  db: Kysely<Database>,
  id: string,
): Promise<LineFile | undefined> {
  const row = await db.selectFrom('line').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const { settings, ...columns } = row
  return readLineFile({ ...settings, ...columns })
}

/** Adds a line or puts its file in place of the old. Throws `conflict` when another has its address. */
export async function saveLine(db: Kysely<Database>, file: LineFile): Promise<void> {
  const { id, name, agency, default_language, time_zone, addresses, ...rest } = file
  await refuseTaken(db, id, addresses)
  const columns = { name, agency, default_language, time_zone, addresses }
  const values = { ...columns, settings: JSON.stringify(rest) }
  await db
    .insertInto('line')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

async function refuseTaken(db: Kysely<Database>, id: string, addresses: string[]): Promise<void> {
  const other = await db
    .selectFrom('line')
    .select('id')
    .where('id', '!=', id)
    .where(sql<boolean>`addresses && ${addresses}::text[]`)
    .executeTakeFirst()
  if (other) throw new Failure('conflict', `addresses: one of them belongs to the line ${other.id}`)
}

/** Makes the first line of an empty database: the demo's, or one for operators to put theirs over. */
export async function ensureLine(db: Kysely<Database>, isDemo: boolean): Promise<void> {
  if (await db.selectFrom('line').select('id').limit(1).executeTakeFirst()) return
  await saveLine(db, readLineFile(isDemo ? demo : starter))
}

const starter = {
  id: 'main',
  name: 'the tip line',
  agency: 'this office',
  default_language: 'en',
  second_language: 'es',
  time_zone: 'America/Chicago',
}
