import { sql } from 'kysely'
import type { TestProject } from 'vitest/node'
import { connectPostgres } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { startPostgres } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: string
  }
}

/** One server for the whole run, with a migrated `template` that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  const admin = connectPostgres(`${server.url}/postgres`, 1)
  await sql`create database template`.execute(admin)
  await admin.destroy()
  const template = connectPostgres(`${server.url}/template`, 1)
  await migrate(template)
  await template.destroy()
  project.provide('postgres', server.url)
  return server.stop
}
