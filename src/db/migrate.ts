import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import * as foundation from '../../migrations/20261124000000-foundation.ts'
import * as lines from '../../migrations/20261124010000-lines.ts'
import * as evidence from '../../migrations/20261124020000-evidence.ts'
import * as retention from '../../migrations/20261124030000-retention.ts'
import * as turns from '../../migrations/20261124040000-turns.ts'
import * as fixity from '../../migrations/20261124050000-fixity.ts'
import * as threadRoom from '../../migrations/20261124060000-thread-room.ts'
import * as activity from '../../migrations/20261124070000-activity.ts'
import type { Database } from './schema.ts'

/** Every migration, oldest first. A shipped one is never edited. */
const migrations: Record<string, Migration> = {
  '20261124000000-foundation': foundation,
  '20261124010000-lines': lines,
  '20261124020000-evidence': evidence,
  '20261124030000-retention': retention,
  '20261124040000-turns': turns,
  '20261124050000-fixity': fixity,
  '20261124060000-thread-room': threadRoom,
  '20261124070000-activity': activity,
}

/** Brings the schema up to date and returns the names of what ran. Safe to run twice at once. */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}
