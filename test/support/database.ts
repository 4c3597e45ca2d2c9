import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { inject } from 'vitest'
import { connectPostgres } from '../../src/db/connect.ts'
import type { Database } from '../../src/db/schema.ts'

export interface TestDatabase {
  url: string
  db: Kysely<Database>
  drop(): Promise<void>
}

/** A fresh migrated database of its own on the run's real Postgres. */
export async function createDatabase(connections = 10): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await runOn(server, `create database ${name} template template`)
  const url = `${server}/${name}`
  const db = connectPostgres(url, connections)
  const drop = async () => {
    await db.destroy()
    await runOn(server, `drop database ${name} with (force)`)
  }
  return { url, db, drop }
}

async function runOn(server: string, statement: string): Promise<void> {
  const admin = connectPostgres(`${server}/postgres`, 1)
  await sql.raw(statement).execute(admin)
  await admin.destroy()
}
