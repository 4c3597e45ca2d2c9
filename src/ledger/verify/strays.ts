import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import { addFinding, type Findings, timeOf } from './findings.ts'
import {
  hasNodesBeyond,
  listBeside,
  listCheckpointsAbove,
  listCheckpointsBelowOne,
  listImpossiblePlaces,
} from './store.ts'

const most = 5_000
const checkpointsMost = 100

/** How far the tree reaches, and the last checkpoint on the way. */
interface Reached {
  size: number
  checked: number
}

/** Finds what lies outside the tree that was replayed: beyond its end, before its beginning, beside it. */
export async function findStrays(
  db: Kysely<Database>,
  findings: Findings,
  reached: Reached,
): Promise<void> {
  await findUncovered(db, findings, reached)
  await findImpossible(db, findings)
  await findBeside(db, findings)
}

/** Sealing and signing are one transaction: what no checkpoint covers was written by somebody else. */
async function findUncovered(
  db: Kysely<Database>,
  findings: Findings,
  { size, checked }: Reached,
): Promise<void> {
  const beyond = await listCheckpointsAbove(db, size, checkpointsMost)
  for (const checkpoint of beyond) {
    const says = `The checkpoint of ${timeOf(checkpoint.at)} covers ${checkpoint.size} events, and only ${size} stand in the ledger: the last were removed, or the checkpoint is forged.`
    addFinding(findings, 'checkpoint-broken', `checkpoint ${checkpoint.size}`, says)
  }
  if (await hasNodesBeyond(db, size)) {
    const says = `Hashes are kept of places from ${size} on, and nothing stands there: the last events were removed, or the hashes are forged.`
    addFinding(findings, 'place-empty', `place ${size}`, says)
  }
  if (size > 0 && beyond.length === 0 && checked < size) {
    const says = `No checkpoint covers place ${size - 1}, the last of the ledger: it was put in without being sealed, or its checkpoint was removed.`
    addFinding(findings, 'place-uncovered', `place ${size - 1}`, says)
  }
}

async function findImpossible(db: Kysely<Database>, findings: Findings): Promise<void> {
  for (const { seq, event_id } of await listImpossiblePlaces(db, most)) {
    const says = `Event ${event_id} is said to stand at place ${seq} of the ledger, and there can be no such place: it was put in by somebody else.`
    addFinding(findings, 'place-impossible', `place ${seq}`, says)
  }
  for (const { size, at } of await listCheckpointsBelowOne(db, checkpointsMost)) {
    const says = `The checkpoint of ${timeOf(at)} covers nothing: it is forged.`
    addFinding(findings, 'checkpoint-unsigned', `checkpoint ${size}`, says)
  }
}

async function findBeside(db: Kysely<Database>, findings: Findings): Promise<void> {
  for (const { id, action, at } of await listBeside(db, most)) {
    const says = `Event ${id} (${action}, ${timeOf(at)}) stands beside the ledger: it was put in without being sealed, or its place was removed.`
    addFinding(findings, 'event-beside', `event ${id}`, says)
  }
}
