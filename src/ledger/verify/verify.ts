import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { KeyRing } from '../../seal/keys.ts'
import type { Stamper } from '../stamp/stamper.ts'
import { countUnsealed } from '../store.ts'
import { readCheckpoint, type Signers, signersOf } from './checkpoints.ts'
import { addFinding, type Findings } from './findings.ts'
import { type Compared, compareRows } from './rows/rows.ts'
import { checkStamps } from './stamps.ts'
import { retiredSigners } from './store.ts'
import { type Replayed, replayTree } from './tree.ts'

/** What is checked, and with what. */
export interface Verification {
  keys: KeyRing
  /** Verifier keys beside those of the ring, such as of keys that were retired. */
  signers?: string[]
  /** Checkpoints that were kept elsewhere, as notes. */
  kept?: string[]
  /** Reads time stamps; without it they are only counted. */
  stamper?: Stamper | undefined
}

/** What a verification came to. */
export interface Verified {
  /** Events in the ledger. */
  events: number
  waiting: number
  checkpoints: number
  stamps: number
  rows: Compared
  findings: Findings
}

/**
 * Checks the whole ledger, and every sealed row that it names, as they stand at one moment. It changes
 * nothing, and nobody has to stop working meanwhile.
 */
export function verifyLedger(
  db: Kysely<Database>,
  { keys, signers: told = [], kept = [], stamper }: Verification,
): Promise<Verified> {
  const findings: Findings = { list: [], more: 0 }
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const signers = signersOf(keys, [...told, ...(await retiredSigners(trx))])
      const held = readKept(findings, signers, kept)
      const wanted = held.map(({ size }) => size)
      const replayed = await replayTree(trx, { findings, signers, wanted })
      compareKept(findings, replayed, held)
      const rows = await compareRows(trx, { findings, keys })
      const stamps = await checkStamps(trx, findings, stamper)
      const { events, checkpoints } = replayed
      return { events, waiting: await countUnsealed(trx), checkpoints, stamps, rows, findings }
    })
}

function readKept(findings: Findings, signers: Signers, kept: string[]) {
  return kept.flatMap((note, index) => {
    const read = readCheckpoint(signers, note)
    if (read) return [read]
    const says = 'A checkpoint that was kept elsewhere is not signed by a key of this ledger.'
    addFinding(findings, 'checkpoint-unsigned', `kept checkpoint ${index + 1}`, says)
    return []
  })
}

function compareKept(
  findings: Findings,
  { events, roots }: Replayed,
  held: ReturnType<typeof readKept>,
): void {
  for (const { size, root } of held) {
    const now = roots.get(size)
    if (now && Buffer.compare(now, root) === 0) continue
    const why = size > events ? `only ${events} are there now` : 'they are not those of today'
    const says = `A checkpoint that was kept elsewhere covers ${size} events; ${why}: the ledger was rewritten.`
    addFinding(findings, 'checkpoint-elsewhere', `kept checkpoint ${size}`, says)
  }
}
