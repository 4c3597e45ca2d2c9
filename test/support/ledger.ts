import { readConfig } from '../../src/config.ts'
import type { Deps } from '../../src/deps.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { createDatabase, type TestDatabase } from './database.ts'

export interface TestLedger {
  deps: Pick<Deps, 'config' | 'db' | 'keys' | 'now'>
  database: TestDatabase
  close(): Promise<void>
}

/** What the ledger needs and no more, on a database of its own. */
export async function openLedger(): Promise<TestLedger> {
  const database = await createDatabase()
  const config = readConfig({ PUBLIC_URL: 'https://tips.example.org' })
  const keys = parseKeyRing(newRingKey('test'))
  const deps = { config, db: database.db, keys, now: Date.now }
  return { deps, database, close: database.drop }
}
