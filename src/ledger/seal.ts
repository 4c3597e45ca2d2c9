import type { Selectable } from 'kysely'
import type { LedgerLeafTable } from '../db/ledger-tables.ts'
import type { Deps } from '../deps.ts'
import { letOthersGo } from '../let-others-go.ts'
import { hashEvent, hashEventLeaf } from './canonical.ts'
import { growTree } from './grow.ts'
import { signCheckpoint, verifierKey } from './note.ts'
import { signingKeys } from '../seal/keys.ts'
import { recordEvents } from './record.ts'
import {
  findNodes,
  insertCheckpoint,
  insertLeaves,
  insertNodes,
  latestCheckpoint,
  ledgerSize,
  lockLedger,
  type SaltedEvent,
  takeUnsealed,
} from './store.ts'
import { nodesOf } from './tree.ts'

const batch = 2_000
/** So that other chores get their turn. */
const batchesMost = 20
/** Hashed at a stretch, which takes some milliseconds: people's messages wait for the same processor. */
const stretch = 100

type Sealing = Pick<Deps, 'config' | 'db' | 'keys' | 'now'>

/**
 * Puts the events that wait into the tree, in the order of their ids as far as they have arrived, and
 * signs a checkpoint over it after every batch. Turns are never held up: they only add to the events
 * that wait. Safe in several processes at once; one seals, the others leave it to that one.
 */
export async function sealEvents(deps: Sealing): Promise<number> {
  let sealed = 0
  for (let n = 0; n < batchesMost; n++) {
    const count = await sealBatch(deps)
    sealed += count
    if (count < batch) break
  }
  return sealed
}

/** The ledger's name in its checkpoints. */
export function originOf({ public_url }: Deps['config']): string {
  return `${new URL(public_url).host}/ledger`
}

function sealBatch(deps: Sealing): Promise<number> {
  return deps.db.transaction().execute(async (trx) => {
    if (!(await lockLedger(trx))) return 0
    const events = await takeUnsealed(trx, batch)
    if (events.length > 0) await append({ ...deps, db: trx }, events)
    return events.length
  })
}

async function append({ db, keys, config, now }: Sealing, events: SaltedEvent[]): Promise<void> {
  const before = await ledgerSize(db)
  const edge = await findNodes(db, nodesOf({ start: 0, end: before }))
  const leaves = await hashLeaves(before, events)
  const { nodes, root } = growTree(
    before,
    edge,
    leaves.map(({ leaf_hash }) => leaf_hash),
  )
  await insertLeaves(db, leaves)
  await insertNodes(db, nodes)
  const [origin, [key]] = [originOf(config), signingKeys(keys)]
  if (!key) throw new Error('a key ring has a first key')
  const size = before + leaves.length
  const note = signCheckpoint(key, { origin, size, root })
  const signer = verifierKey(key, origin)
  const last = await latestCheckpoint(db)
  if (last && last.signer !== signer) {
    const event = {
      actor: 'command',
      action: 'key.rotated',
      at: now(),
      details: { signer, before: last.signer },
    } as const
    await recordEvents(db, [event])
  }
  await insertCheckpoint(db, { size, root, note, signer, at: new Date(now()) })
}

async function hashLeaves(before: number, events: SaltedEvent[]) {
  const leaves: Selectable<LedgerLeafTable>[] = []
  for (const [index, event] of events.entries()) {
    if (index % stretch === stretch - 1) await letOthersGo()
    const event_hash = hashEvent(event)
    const leaf_hash = hashEventLeaf(event.salt, event_hash)
    leaves.push({ seq: before + index, event_id: event.id, event_hash, leaf_hash })
  }
  return leaves
}
