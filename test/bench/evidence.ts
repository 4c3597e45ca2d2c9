import { connectPostgres } from '../../src/db/connect.ts'
import { readConfig } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import { proveInclusion } from '../../src/ledger/prove.ts'
import { recordEvents } from '../../src/ledger/record.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { verifyLedger } from '../../src/ledger/verify/verify.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { startPostgres } from '../support/server.ts'
import { compareIngest } from './ingest.ts'

const events = 50_000
const atOnce = 5_000
const writers = 4
const rate = 1_000

type Db = ReturnType<typeof connectPostgres>
const happening = {
  ...({ actor: 'person', action: 'message.stored', at: Date.now() } as const),
  objects: [{ type: 'message', id: crypto.randomUUID(), sha256: 'ab'.repeat(32) } as const],
  details: { kind: 'message', signature: 'checked' },
}

/** How fast events are sealed, proven and verified, and whether writers notice that they are. */
async function measureLedger(db: Db): Promise<void> {
  const config = readConfig({ PUBLIC_URL: 'https://bench.example.org' })
  const deps = { db, config, keys: parseKeyRing(newRingKey('bench')), now: Date.now }
  const alone = await latency(db)
  for (let n = 0; n < events; n += atOnce) await recordEvents(db, Array(atOnce).fill(happening))
  const sealing = await seconds(async () => {
    while ((await sealEvents(deps)) > 0);
  })
  console.log(`\nledger, ${events} events`)
  console.log(`  sealed    ${Math.round(events / sealing)} events/s; wanted ${rate}`)
  for (let n = 0; n < 40_000; n += atOnce) await recordEvents(db, Array(atOnce).fill(happening))
  const [beside] = await Promise.all([latency(db), sealEvents(deps)])
  const [before, during] = [alone.toFixed(1), beside.toFixed(1)]
  console.log(`  one write ${before} ms alone, ${during} ms while 40000 events are sealed (p50)`)
  const proofs = 500
  const proving = await seconds(async () => {
    for (let n = 0; n < proofs; n++) await proveInclusion(db, n * 97, events)
  })
  console.log(`  a proof   ${((proving / proofs) * 1000).toFixed(2)} ms`)
  const verifying = await seconds(() => verifyLedger(db, { keys: deps.keys }))
  console.log(`  verified  ${Math.round((events + 40_000) / verifying)} events/s`)
}

/** The median of single events written by a few writers, as turns write theirs. */
async function latency(db: Db): Promise<number> {
  const took: number[] = []
  const write = async () => {
    for (let n = 0; n < 100; n++) {
      took.push((await seconds(() => recordEvents(db, [happening]))) * 1000)
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  return took.toSorted((a, b) => a - b)[took.length >> 1] ?? 0
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** The ledger, and files on their way in. */
export async function measureEvidence(): Promise<void> {
  const server = await startPostgres()
  const db = connectPostgres(`${server.url}/postgres`, 10)
  try {
    await migrate(db)
    await measureLedger(db)
    await compareIngest(server.url)
  } finally {
    await db.destroy()
    await server.stop()
  }
}
