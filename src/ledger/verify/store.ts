import { type Kysely, type Selectable, sql } from 'kysely'
import type { LedgerLeafTable } from '../../db/ledger-tables.ts'
import type { Database } from '../../db/schema.ts'
import { isVerifierKey } from '../note.ts'
import type { Checkpoint, SaltedEvent } from '../store.ts'
import type { Node } from '../tree.ts'

const most = Number.MAX_SAFE_INTEGER

/** A place in the tree, and the event that is said to stand there if it is still there. */
export interface Place extends Selectable<LedgerLeafTable> {
  event: SaltedEvent | null
}

/** Places from `from` on, in order, as far as numbers count. */
export async function listPlaces(
  db: Kysely<Database>,
  from: number,
  limit: number,
): Promise<Place[]> {
  const rows = await db
    .selectFrom('ledger_leaf')
    .leftJoin('event', 'event.id', 'ledger_leaf.event_id')
    .selectAll('ledger_leaf')
    .select(['event.id', 'event.at', 'event.actor', 'event.action', 'event.thread_id'])
    .select(['event.tip_id', 'event.objects', 'event.details', 'event.salt'])
    .where('seq', '>=', from)
    .where('seq', '<', most)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(({ seq, event_id, event_hash, leaf_hash, ...event }) => ({
    ...{ seq, event_id, event_hash, leaf_hash },
    event: event.id === null ? null : (event as SaltedEvent),
  }))
}

/** Places with numbers that the tree cannot have, which may be beyond what a number here can hold. */
export function listImpossiblePlaces(db: Kysely<Database>, limit: number) {
  return db
    .selectFrom('ledger_leaf')
    .select([sql<string>`seq::text`.as('seq'), sql<string>`event_id::text`.as('event_id')])
    .where(({ eb, or }) => or([eb('seq', '<', 0), eb('seq', '>=', most)]))
    .orderBy('ledger_leaf.seq')
    .limit(limit)
    .execute()
}

/** Checkpoints over more than `size` events, the smallest first. */
export function listCheckpointsAbove(
  db: Kysely<Database>,
  size: number,
  limit: number,
): Promise<Checkpoint[]> {
  return db
    .selectFrom('checkpoint')
    .selectAll()
    .where('size', '>', size)
    .orderBy('size')
    .limit(limit)
    .execute()
}

/** Checkpoints over no events, which are never signed. */
export function listCheckpointsBelowOne(db: Kysely<Database>, limit: number) {
  return db
    .selectFrom('checkpoint')
    .select(['size', 'at'])
    .where('size', '<', 1)
    .limit(limit)
    .execute()
}

/** The kept hash of each subtree, in their order; null where there is none. */
export async function listNodes(
  db: Kysely<Database>,
  nodes: Node[],
): Promise<(Uint8Array | null)[]> {
  if (nodes.length === 0) return []
  const wanted = nodes.map(({ level, position }, n) => ({ n, level, position }))
  const { rows } = await sql<{ hash: Uint8Array | null }>`
    select k.hash from json_to_recordset(${JSON.stringify(wanted)}::json)
      as w(n int, level int, position bigint)
    left join lateral (select hash from ledger_node
      where level = w.level and position = w.position limit 1) k on true
    order by w.n`.execute(db)
  return rows.map(({ hash }) => hash)
}

/** Events that neither stand in the tree nor wait to. Its places begin at 0: one below is none. */
export function listBeside(db: Kysely<Database>, limit: number) {
  return db
    .selectFrom('event')
    .leftJoin('ledger_leaf', (join) =>
      join.onRef('ledger_leaf.event_id', '=', 'event.id').on('ledger_leaf.seq', '>=', 0),
    )
    .leftJoin('event_unsealed', 'event_unsealed.event_id', 'event.id')
    .select([sql<string>`event.id::text`.as('id'), 'event.at', 'event.action'])
    .where('ledger_leaf.seq', 'is', null)
    .where('event_unsealed.event_id', 'is', null)
    .orderBy('event.id')
    .limit(limit)
    .execute()
}

/** Whether hashes are kept of subtrees that reach beyond a size, or that no tree can have. */
export async function hasNodesBeyond(db: Kysely<Database>, size: number): Promise<boolean> {
  const row = await db
    .selectFrom('ledger_node')
    .select('level')
    .where(
      sql<boolean>`case when level between 1 and 53 and position between 0 and ${most}
        then (position + 1) * 2 ^ level > ${size} else true end`,
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Keys that signed before a rotation. The event that says so stands in the ledger under a later
 * signature, so nobody without the present key can add one unseen.
 */
export async function retiredSigners(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ before: string | null }>`
    select details->>'before' as before from event where action = 'key.rotated'`.execute(db)
  return rows.flatMap(({ before }) => (before && isVerifierKey(before) ? before : []))
}
