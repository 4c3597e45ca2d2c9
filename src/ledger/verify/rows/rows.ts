import { hash, type KeyObject } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../../../db/schema.ts'
import { type KeyRing, openDataKey, ringKeyOf } from '../../../seal/keys.ts'
import { open } from '../../../seal/seal.ts'
import { addFinding, type Findings } from '../findings.ts'
import { repeatsFaithfully } from './columns.ts'
import { changesOf } from './messages.ts'
import {
  listErasedUnrecorded,
  listMisfated,
  listNamings,
  listSealedRows,
  listUnnamed,
  type Naming,
  type RowType,
  rowTypes,
  type SealedRow,
} from './store.ts'

const batch = 2_000
const unnamedMost = 100
const misfatedMost = 5_000

/** What came of comparing rows with the ledger. */
export interface Compared {
  /** Rows that are what an event says. */
  intact: number
  /** Rows that were erased, as the ledger says too. */
  erased: number
  /**
   * Rows, and erasures, dated before the first event, which no event names: the ledger cannot say anything
   * about them.
   */
  older: string[]
}

interface Comparing extends Compared {
  findings: Findings
  keys: KeyRing
  /** Names whose row is not what the event says; a later event may say that it was sealed anew. */
  missing: Set<string>
  doubts: Map<
    string,
    { finding: [Parameters<typeof addFinding>[1], string]; has: string | undefined }
  >
}

/** Opens every row that an event names and compares it with the SHA-256 that the event has of it. */
export async function compareRows(
  db: Kysely<Database>,
  { findings, keys }: { findings: Findings; keys: KeyRing },
): Promise<Compared> {
  const comparing: Comparing = {
    findings,
    keys,
    intact: 0,
    erased: 0,
    older: [],
    missing: new Set(),
    doubts: new Map(),
  }
  for (let after: number | undefined = 0; after !== undefined;) {
    const { last, namings }: Awaited<ReturnType<typeof listNamings>> = await listNamings(
      db,
      after,
      batch,
    )
    for (const type of rowTypes) {
      await compareBatch(
        db,
        comparing,
        type,
        namings.filter((naming) => naming.type === type),
      )
    }
    after = last
  }
  for (const [subject, { finding }] of comparing.doubts) {
    addFinding(findings, finding[0], subject, finding[1])
  }
  await findMisfated(db, comparing)
  await findUnnamed(db, comparing)
  const { intact, erased, older } = comparing
  return { intact, erased, older }
}

async function compareBatch(
  db: Kysely<Database>,
  comparing: Comparing,
  type: RowType,
  namings: Naming[],
): Promise<void> {
  if (namings.length === 0) return
  const ids = [...new Set(namings.map(({ id }) => id))]
  const rows = new Map((await listSealedRows(db, type, ids)).map((row) => [row.id, row]))
  for (const naming of namings) compareRow(comparing, type, naming, rows.get(naming.id))
}

function compareRow(
  comparing: Comparing,
  type: RowType,
  naming: Naming,
  row: SealedRow | undefined,
): void {
  const subject = `${type} ${naming.id}`
  const doubt = comparing.doubts.get(subject)
  if (doubt) {
    if (doubt.has === naming.sha256) settle(comparing, subject)
    return
  }
  const json = openIntact(comparing, type, naming, row)
  if (row) compareColumns(comparing, type, { naming, row, json })
}

/** What is sealed in a row that is what the event says. Everything else is counted or doubted. */
function openIntact(
  comparing: Comparing,
  type: RowType,
  naming: Naming,
  row: SealedRow | undefined,
): string | undefined {
  const subject = `${type} ${naming.id}`
  const about = `The ${subject}, named by event ${naming.event_id},`
  if (naming.erased || row?.erased || row?.key === null) return void comparing.erased++
  if (row && isKeyMissing(comparing, row.key)) return undefined
  if (!row?.sealed?.length) {
    const says = `${about} is gone although nothing says that it was erased.`
    comparing.doubts.set(subject, { finding: ['row-gone', says], has: undefined })
    return undefined
  }
  const json = openRow(comparing.keys, type, row)
  if (json === undefined) {
    const says = `${about} does not open: it was changed, or put where another one belongs.`
    comparing.doubts.set(subject, { finding: ['row-unreadable', says], has: undefined })
    return undefined
  }
  const has = hash('sha256', json)
  if (has !== naming.sha256) {
    const says = `${about} is not what it was then.`
    comparing.doubts.set(subject, { finding: ['row-changed', says], has })
    return undefined
  }
  comparing.intact++
  return json
}

/** Compares what stands beside the sealed with it, and with the event. Of an erased row only the latter. */
function compareColumns(
  { findings }: Comparing,
  type: RowType,
  { naming, row, json }: { naming: Naming; row: SealedRow; json: string | undefined },
): void {
  const subject = `${type} ${naming.id}`
  if (json !== undefined && !repeatsFaithfully(type, json, row.plain)) {
    const says = `What lists and filters say of the ${subject} is not what is sealed in it.`
    addFinding(findings, 'row-mismatch', subject, says)
  }
  if (type !== 'message') return
  const changes = changesOf(naming, row.plain, json)
  if (changes.length === 0) return
  const says = `Of the ${subject} the database says something else than event ${naming.event_id}, which was sealed when it was written: ${changes.join('; ')}. Somebody changed that.`
  addFinding(findings, 'row-mismatch', subject, says)
}

async function findMisfated(db: Kysely<Database>, { findings }: Comparing): Promise<void> {
  for (const { id, status, told } of await listMisfated(db, misfatedMost)) {
    const then = told ? `the last event about it says ${told}` : 'no event says so'
    const says = `The message ${id} is shown as ${status}, and ${then}: somebody changed that.`
    addFinding(findings, 'row-mismatch', `message ${id}`, says)
  }
}

/** Whether the ring lacks the key that the row's is wrapped with; that is said once. */
function isKeyMissing({ keys, missing, findings }: Comparing, wrapped: Uint8Array): boolean {
  const id = ringKeyOf(wrapped)
  if (keys.keys.some((key) => key.id === id)) return false
  if (!missing.has(id)) {
    const says = `TIPTHREAD_KEYS lacks the key ${id}: what is sealed with it was not checked.`
    addFinding(findings, 'key-missing', `key ${id}`, says)
  }
  missing.add(id)
  return true
}

/** A later event named the row as it now is. */
function settle(comparing: Comparing, subject: string): void {
  comparing.doubts.delete(subject)
  comparing.intact++
}

function openRow(keys: KeyRing, type: RowType, { id, sealed, key }: SealedRow): string | undefined {
  if (!sealed || !key) return undefined
  try {
    const dataKey: KeyObject = openDataKey(keys, key)
    return Buffer.from(open(dataKey, `${type}:${id}`, sealed)).toString('utf8')
  } catch {
    return undefined
  }
}

async function findUnnamed(
  db: Kysely<Database>,
  { findings, older: found }: Comparing,
): Promise<void> {
  for (const type of ['message', 'answer', 'evidence', 'coding'] as const) {
    for (const { name, older } of await listUnnamed(db, type, unnamedMost)) {
      const subject = `${type} ${name}`
      if (older) found.push(subject)
      else {
        const says = `The ${subject} is named by no event: it was not written by Tipthread.`
        addFinding(findings, 'row-unnamed', subject, says)
      }
    }
  }
  for (const { name, older } of await listErasedUnrecorded(db)) {
    if (older) found.push(name)
    else {
      const says = `The ${name} is erased, or its key is gone, and no event says who did so and why.`
      addFinding(findings, 'erasure-unrecorded', name, says)
    }
  }
}
