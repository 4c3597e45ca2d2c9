import { readFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import type { Database } from '../src/db/schema.ts'
import { createDatabase, type TestDatabase } from './support/database.ts'

interface Column {
  column: string
  type: string
  nullable: boolean
  generated: boolean
}

const text = ['schema', 'index-tables', 'ledger-tables', 'staff-tables']
  .map((name) => readFileSync(`src/db/${name}.ts`, 'utf8').replace(/\/\*\*[^]*?\*\//g, ''))
  .join('\n')
let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase(1)
})
afterAll(() => database.drop())

/** The members of an interface in `schema.ts`, by name. */
function members(name: string): [string, string][] {
  const body = new RegExp(`^export interface ${name} \\{\n([^]*?)^\\}`, 'm').exec(text)?.[1]
  if (body === undefined) throw new Error(`schema.ts has no interface ${name}`)
  const pattern = /^ {2}(\w+): ([^]*?)(?=^ {2}\w+: |(?![^]))/gm
  return [...body.matchAll(pattern)].map(([, key = '', type = '']) => [
    key,
    type.replace(/\s+/g, ' ').trim(),
  ])
}

/** Every column the types speak of, by `table.column`. */
function declared(): Record<string, Column> {
  const columns = members('Database').flatMap(([table, type]) =>
    members(type.replace(/^(index|ledger|staff)\./, '')).map(([name, declaration]) =>
      column(`${table}.${name}`, declaration),
    ),
  )
  return Object.fromEntries(columns.map((one) => [one.column, one]))
}

function column(name: string, declaration: string): Column {
  const nullable = /\| null\b/.test(declaration)
  const generated = declaration.startsWith('Generated<')
  return { column: name, type: family(declaration), nullable, generated }
}

/** The kind of value that the driver gives for a declared type. */
function family(declaration: string): string {
  const bare = declaration.replace(/ ?\| null\b/, '').replace(/^(?:Fixed|Generated)<(.*)>$/, '$1')
  const type = bare.replace(/ ?\| null\b/, '').trim()
  if (/^(?:Fixed)?Time$/.test(type)) return 'time'
  if (type === 'Bytes') return 'bytes'
  if (type.startsWith('JSONColumnType<')) return 'json'
  if (type === 'number' || type.startsWith('ColumnType<string, number')) return 'number'
  if (type === 'boolean') return 'boolean'
  return type.endsWith('[]') ? 'list' : 'text'
}

const families: Record<string, string> = {
  text: 'text',
  uuid: 'text',
  'double precision': 'number',
  integer: 'number',
  bigint: 'number',
  bytea: 'bytes',
  boolean: 'boolean',
  jsonb: 'json',
  ARRAY: 'list',
  'timestamp with time zone': 'time',
}

interface Row {
  column: string
  data_type: string
  is_nullable: string
  has_default: boolean
}

async function rows(db: Kysely<Database>): Promise<Row[]> {
  const found = await sql<Row>`
    select table_name || '.' || column_name as column, data_type, is_nullable,
      column_default is not null or is_identity = 'YES' as has_default
    from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely%'
    order by 1`.execute(db)
  return found.rows
}

test('the table types are the migrated tables, column by column', async () => {
  const types = declared()
  const found = await rows(database.db)
  const actual = found.map((row) => ({
    column: row.column,
    type: families[row.data_type] ?? row.data_type,
    nullable: row.is_nullable === 'YES',
    // A default is allowed where the type asks for a value all the same.
    generated: row.has_default && types[row.column]?.generated === true,
  }))
  expect(Object.fromEntries(actual.map((one) => [one.column, one]))).toEqual(types)
})

test('the embedded database has the same tables', async () => {
  const { db } = await openEmbedded()
  expect(await migrate(db)).not.toEqual([])
  expect(await rows(db)).toEqual(await rows(database.db))
  await db.destroy()
})

test('migrating twice changes nothing', async () => {
  const before = await rows(database.db)
  expect(await migrate(database.db)).toEqual([])
  expect(await rows(database.db)).toEqual(before)
})
