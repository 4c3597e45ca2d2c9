import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import { hashEvent, hashEventLeaf } from '../canonical.ts'
import { growTree } from '../grow.ts'
import type { Checkpoint, SaltedEvent } from '../store.ts'
import { checkNote, type Signers } from './checkpoints.ts'
import { emptyRoot } from '../tree.ts'
import { addFinding, type Findings, timeOf } from './findings.ts'
import {
  hasNodesBeyond,
  listBeside,
  listCheckpointsBetween,
  listNodes,
  listPlaces,
  type Place,
} from './store.ts'

const batch = 5_000

/** How far a replay has come. */
interface Replay {
  findings: Findings
  signers: Signers
  size: number
  edge: Uint8Array[]
  root: Uint8Array
  checkpoints: number
  /** The size of the last checkpoint that held, and of the first that did not. */
  held: number
  broken?: number
  /** Sizes whose roots the caller asks for. */
  wanted: Set<number>
  roots: Map<number, Uint8Array>
}

/** What a replay has seen. */
export interface Replayed {
  size: number
  checkpoints: number
  /** The root at each size that was asked for and reached. */
  roots: Map<number, Uint8Array>
}

/**
 * Builds the tree anew from the events and compares everything that was kept of it on the way: each
 * event with its place, each subtree, each checkpoint.
 */
export async function replayTree(
  db: Kysely<Database>,
  { findings, signers, wanted }: { findings: Findings; signers: Signers; wanted: number[] },
): Promise<Replayed> {
  const replay: Replay = {
    ...{ findings, signers, size: 0, edge: [], root: emptyRoot(), checkpoints: 0, held: 0 },
    ...{ wanted: new Set(wanted), roots: new Map() },
  }
  for (;;) {
    const places = await listPlaces(db, replay.size, batch)
    if (places.length === 0) break
    await replayBatch(db, replay, places)
  }
  await findUncovered(db, replay)
  await findBeside(db, findings)
  const { size, checkpoints, roots } = replay
  return { size, checkpoints, roots }
}

async function replayBatch(db: Kysely<Database>, replay: Replay, places: Place[]): Promise<void> {
  const before = replay.size
  for (const place of places) checkPlace(replay.findings, place)
  const leaves = fillGaps(replay, places)
  const checkpoints = await listCheckpointsBetween(db, before, before + leaves.length)
  const stops = new Set([...checkpoints.map(({ size }) => size), ...replay.wanted])
  const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]))
  let start = 0
  for (let end = 1; end <= leaves.length; end++) {
    if (end < leaves.length && !stops.has(before + end)) continue
    await grow(db, replay, leaves.slice(start, end))
    checkCheckpoint(replay, bySize.get(replay.size))
    start = end
  }
}

async function grow(db: Kysely<Database>, replay: Replay, leaves: Uint8Array[]): Promise<void> {
  const { nodes, edge, root } = growTree(replay.size, replay.edge, leaves)
  const kept = await listNodes(db, nodes)
  for (const [index, { level, position, hash }] of nodes.entries()) {
    if (isSame(kept[index] ?? null, hash)) continue
    const [from, to] = [position * 2 ** level, (position + 1) * 2 ** level - 1]
    const says = `The kept hash over places ${from} to ${to} is not that of what stands there: one of them was changed, moved, put in or taken out, or the hash was.`
    addFinding(replay.findings, 'node-changed', `places ${from}-${to}`, says)
  }
  replay.size += leaves.length
  replay.edge = edge
  replay.root = root
  if (replay.wanted.has(replay.size)) replay.roots.set(replay.size, root)
}

function checkPlace(findings: Findings, { seq, event_id, event, ...kept }: Place): void {
  const subject = `event ${event_id}`
  if (!event) {
    const says = `Event ${event_id}, at place ${seq} of the ledger, was removed.`
    return addFinding(findings, 'event-removed', subject, says)
  }
  const event_hash = hashOf(event)
  const about = `Event ${event_id} (${event.action}, ${timeOf(event.at)}), at place ${seq} of the ledger,`
  if (!event_hash || !isSame(event_hash, kept.event_hash)) {
    return addFinding(findings, 'event-changed', subject, `${about} was changed after sealing.`)
  }
  if (!isSame(hashEventLeaf(event.salt, event_hash), kept.leaf_hash)) {
    const says = `${about} does not belong to the hash that is kept of it.`
    addFinding(findings, 'place-changed', `place ${seq}`, says)
  }
}

/** Nothing where it has been made into something that has no canonical form. */
function hashOf(event: SaltedEvent): Uint8Array | undefined {
  try {
    return hashEvent(event)
  } catch {
    return undefined
  }
}

/** The kept leaves; an empty place gets a hash that fits nothing, and is named. */
function fillGaps({ findings, size }: Replay, places: Place[]): Uint8Array[] {
  const leaves: Uint8Array[] = []
  for (const { seq, leaf_hash } of places) {
    while (size + leaves.length < seq) {
      const empty = size + leaves.length
      addFinding(
        findings,
        'place-empty',
        `place ${empty}`,
        `Place ${empty} of the ledger is empty.`,
      )
      leaves.push(new Uint8Array(32))
    }
    leaves.push(leaf_hash)
  }
  return leaves
}

function checkCheckpoint(replay: Replay, checkpoint: Checkpoint | undefined): void {
  if (!checkpoint) return
  const { findings, signers } = replay
  replay.checkpoints++
  const signed = checkNote(findings, signers, checkpoint)
  if (!signed) return
  if (isSame(signed.root, replay.root)) {
    if (replay.broken === undefined) replay.held = checkpoint.size
    return
  }
  if (replay.broken !== undefined) return
  replay.broken = checkpoint.size
  const says = `What stands in the ledger up to place ${checkpoint.size - 1} is not what the checkpoint of ${timeOf(checkpoint.at)} was signed over. The last checkpoint that still holds covers ${replay.held} events; whatever was changed, moved, put in or taken out came after those.`
  addFinding(findings, 'checkpoint-broken', `checkpoint ${checkpoint.size}`, says)
}

/** Sealing and signing are one transaction: what no checkpoint covers was written by somebody else. */
async function findUncovered(db: Kysely<Database>, { size, findings }: Replay): Promise<void> {
  const beyond = await listCheckpointsBetween(db, size, Number.MAX_SAFE_INTEGER, 100)
  for (const checkpoint of beyond) {
    const says = `The checkpoint of ${timeOf(checkpoint.at)} covers ${checkpoint.size} events, and only ${size} stand in the ledger: the last were removed, or the checkpoint is forged.`
    addFinding(findings, 'checkpoint-broken', `checkpoint ${checkpoint.size}`, says)
  }
  const [last] = await listCheckpointsBetween(db, size - 1, size)
  if (await hasNodesBeyond(db, size)) {
    const says = `Hashes are kept of places from ${size} on, and nothing stands there: the last events were removed.`
    addFinding(findings, 'place-empty', `place ${size}`, says)
  }
  if (size > 0 && beyond.length === 0 && !last) {
    const says = `No checkpoint covers place ${size - 1}, the last of the ledger: it was put in without being sealed, or its checkpoint was removed.`
    addFinding(findings, 'place-uncovered', `place ${size - 1}`, says)
  }
}

async function findBeside(db: Kysely<Database>, findings: Findings): Promise<void> {
  for (const { id, action, at } of await listBeside(db, batch)) {
    const says = `Event ${id} (${action}, ${timeOf(at)}) stands beside the ledger: it was put in without being sealed, or its place was removed.`
    addFinding(findings, 'event-beside', `event ${id}`, says)
  }
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one !== null && other !== null && Buffer.compare(one, other) === 0
}
