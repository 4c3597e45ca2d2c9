import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectPostgres } from '../../src/db/connect.ts'
import { migrateNode } from '../../src/node.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { ledgerSize } from '../../src/ledger/store.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openTestNode, type TestNode } from '../support/node.ts'

const role = `serving_${randomUUID().slice(0, 8)}`
const tables = ['event', 'ledger_leaf', 'ledger_node', 'checkpoint', 'time_stamp']
let database: TestDatabase
let node: TestNode

beforeAll(async () => {
  database = await createDatabase()
  const owner = await openTestNode({}, database)
  await owner.close()
  await sql.raw(`create role ${role} login password 'serving'`).execute(database.db)
  await migrateNode({ ...owner.deps.config }, role)
  const url = new URL(database.url)
  url.username = role
  url.password = 'serving'
  node = await openTestNode({}, { ...database, url: url.href })
})
afterAll(async () => {
  await node.close()
  await sql.raw(`drop owned by ${role}`).execute(database.db)
  await sql.raw(`drop role ${role}`).execute(database.db)
  await database.drop()
})

/** Whether the database let a statement through. */
async function attempt(statement: string, url: string): Promise<string> {
  const db = connectPostgres(url, 1)
  try {
    await sql.raw(statement).execute(db)
    return 'done'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed'
  } finally {
    await db.destroy()
  }
}

describe('a role that may only serve', () => {
  test('takes messages, sends, seals and signs', async () => {
    const { deps } = node
    const inbound = {
      ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
      ...{ from: '+15555559100', to: '+15555550100' },
      content: { type: 'message' as const, text: 'Hello', files: [] },
    }
    const turn = await deps.turns.advance({
      from: 'outside',
      line: 'main',
      inbound,
      at: Date.now(),
    })
    expect(turn.reply).not.toBeNull()
    await deps.enqueue(deps.db, [{ name: 'send-message', data: { message_id: turn.message_id } }])
    await sealEvents(deps)
    expect(await ledgerSize(deps.db)).toBeGreaterThan(0)
  })

  test.each(tables)('can neither change, remove nor empty %s', async (table) => {
    const { url } = node.database
    const column = table === 'event' ? 'actor = actor' : 'at = at'
    const set = ['ledger_leaf', 'ledger_node'].includes(table)
      ? table === 'ledger_leaf'
        ? 'seq = seq'
        : 'level = level'
      : column
    const said = []
    for (const statement of [
      `update ${table} set ${set}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `alter table ${table} disable trigger all`,
      `drop table ${table} cascade`,
    ]) {
      said.push(await attempt(statement, url))
    }
    expect(said).toEqual(Array(5).fill('42501'))
  })

  test.each(tables)('nor can the owner change, remove or empty %s by mistake', async (table) => {
    const said = []
    for (const statement of [`delete from ${table}`, `truncate ${table} cascade`]) {
      said.push(await attempt(statement, database.url))
    }
    expect(said).toEqual(['42501', '42501'])
  })
})
