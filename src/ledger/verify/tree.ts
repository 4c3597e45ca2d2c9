import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import { growTree, type HashedNode } from '../grow.ts'
import type { Checkpoint } from '../store.ts'
import { emptyRoot, type Node, nodesOf } from '../tree.ts'
import { checkNote, type Signers } from './checkpoints.ts'
import { addFinding, type Findings, timeOf } from './findings.ts'
import { checkPlace, isSame, runsOf } from './places.ts'
import { listCheckpointsAbove, listNodes, listPlaces, type Place } from './store.ts'
import { findStrays } from './strays.ts'

const batch = 5_000
/** Stands for whatever is missing. No hash is this one. */
const nothing = new Uint8Array(32)

/** How far a replay has come. */
interface Replay {
  findings: Findings
  signers: Signers
  size: number
  edge: Uint8Array[]
  root: Uint8Array
  /** Where the last gap ended: what reaches back over it cannot be compared. */
  whole: number
  /** Full subtrees that are still to be compared. */
  grown: HashedNode[]
  events: number
  checkpoints: number
  /** Read but not reached yet, the smallest first; undefined when all were. */
  coming: Checkpoint[] | undefined
  /** The sizes of the last checkpoint, of the last one that held, and of the first that did not. */
  checked: number
  held: number
  broken?: number
  /** Sizes whose roots the caller asks for. */
  wanted: number[]
  roots: Map<number, Uint8Array>
}

/** What a replay has seen. */
export interface Replayed {
  events: number
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
    ...{ findings, signers, wanted, size: 0, edge: [], root: emptyRoot(), whole: 0, grown: [] },
    ...{ events: 0, checkpoints: 0, coming: [], checked: 0, held: 0, roots: new Map() },
  }
  for (;;) {
    const places = await listPlaces(db, replay.size, batch)
    if (places.length === 0) break
    await replayBatch(db, replay, places)
  }
  await findStrays(db, findings, replay)
  const { events, checkpoints, roots } = replay
  return { events, checkpoints, roots }
}

async function replayBatch(db: Kysely<Database>, replay: Replay, places: Place[]): Promise<void> {
  for (const place of places) checkPlace(replay.findings, place)
  for (const { from, leaves } of runsOf(places)) {
    if (replay.size < from) await crossGap(db, replay, from)
    await addLeaves(db, replay, leaves)
  }
  await compareNodes(db, replay)
  replay.events += places.length
}

/**
 * Goes on behind a gap, however wide: the subtrees that would fill it are a hundred at most, and as empty as
 * it is. No checkpoint in it or at its end can hold.
 */
async function crossGap(db: Kysely<Database>, replay: Replay, to: number): Promise<void> {
  const { findings, size, edge } = replay
  nameGap(findings, size, to - 1)
  const before = nodesOf({ start: 0, end: size })
  replay.edge = nodesOf({ start: 0, end: to }).map((node, index) => {
    const stood = before[index]
    return stood && isSameNode(stood, node) ? (edge[index] ?? nothing) : nothing
  })
  replay.root = nothing
  replay.whole = to
  for (let next = await comingCheckpoint(db, replay); next && next.size <= to;) {
    checkCheckpoint(replay, next)
    next = await comingCheckpoint(db, replay)
  }
  replay.size = to
}

function nameGap(findings: Findings, from: number, last: number): void {
  const one = from === last
  const are = one ? `Place ${from} of the ledger is` : `Places ${from} to ${last} of the ledger are`
  const says = `${are} empty: what stood there was removed, or what stands behind was put in.`
  addFinding(findings, 'place-empty', one ? `place ${from}` : `places ${from}-${last}`, says)
}

function isSameNode(one: Node, other: Node): boolean {
  return one.level === other.level && one.position === other.position
}

/** Grows the tree from checkpoint to checkpoint. */
async function addLeaves(
  db: Kysely<Database>,
  replay: Replay,
  leaves: Uint8Array[],
): Promise<void> {
  const start = replay.size
  const end = start + leaves.length
  while (replay.size < end) {
    const next = await comingCheckpoint(db, replay)
    const asked = replay.wanted.filter((size) => size > replay.size)
    const stop = Math.min(next?.size ?? end, ...asked, end)
    grow(replay, leaves.slice(replay.size - start, stop - start))
    if (next?.size === stop) checkCheckpoint(replay, next)
  }
}

/** The first checkpoint that was not reached yet. */
async function comingCheckpoint(
  db: Kysely<Database>,
  replay: Replay,
): Promise<Checkpoint | undefined> {
  if (replay.coming?.length === 0) {
    const page = await listCheckpointsAbove(db, replay.checked, batch)
    replay.coming = page.length > 0 ? page : undefined
  }
  return replay.coming?.[0]
}

function grow(replay: Replay, leaves: Uint8Array[]): void {
  const { nodes, edge, root } = growTree(replay.size, replay.edge, leaves)
  replay.grown.push(...nodes.filter((node) => firstOf(node) >= replay.whole))
  replay.size += leaves.length
  replay.edge = edge
  replay.root = root
  if (replay.wanted.includes(replay.size)) replay.roots.set(replay.size, root)
}

async function compareNodes(db: Kysely<Database>, replay: Replay): Promise<void> {
  const kept = await listNodes(db, replay.grown)
  for (const [index, node] of replay.grown.entries()) {
    if (isSame(kept[index] ?? null, node.hash)) continue
    const [from, to] = [firstOf(node), firstOf({ ...node, position: node.position + 1 }) - 1]
    const says = `The kept hash over places ${from} to ${to} is not that of what stands there: one of them was changed, moved, put in or taken out, or the hash was.`
    addFinding(replay.findings, 'node-changed', `places ${from}-${to}`, says)
  }
  replay.grown = []
}

/** The first place below a subtree. */
function firstOf({ level, position }: Node): number {
  return position * 2 ** level
}

function checkCheckpoint(replay: Replay, checkpoint: Checkpoint): void {
  const { findings, signers } = replay
  replay.coming?.shift()
  replay.checked = checkpoint.size
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
