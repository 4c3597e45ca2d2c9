import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import type { CheckpointTable, EventTable, LedgerLeafTable } from '../db/ledger-tables.ts'
import type { Database } from '../db/schema.ts'
import type { HashedNode } from './grow.ts'
import type { Recorded } from './record.ts'
import type { Node } from './tree.ts'

/** Adds events in the order given; they wait to be sealed. (Turns do the same in `threads/save/store.ts`.) */
export async function insertEvents(db: Kysely<Database>, events: Recorded[]): Promise<void> {
  const rows = events.map(({ at, actor, action, thread_id, tip_id, objects, details }) => ({
    ...{ at: new Date(at), actor, action, thread_id: thread_id ?? null, tip_id: tip_id ?? null },
    objects: JSON.stringify(objects ?? []),
    details: JSON.stringify(details ?? {}),
  }))
  await db
    .with('written', (one) => one.insertInto('event').values(rows).returning('id'))
    .insertInto('event_unsealed')
    .columns(['event_id'])
    .expression((one) => one.selectFrom('written').select('id'))
    .execute()
}

export type SaltedEvent = Selectable<EventTable>
export type Checkpoint = Selectable<CheckpointTable>

/** An event with its place in the tree, if it is sealed. */
export type SealedEvent = SaltedEvent & {
  [column in 'seq' | 'event_hash' | 'leaf_hash']: Selectable<LedgerLeafTable>[column] | null
}

/** Whether somebody did that to a tip at that time or later. */
export async function hasEventSince(
  db: Kysely<Database>,
  { tip_id, actor, action }: { tip_id: string; actor: string; action: string },
  since: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('event')
    .select('id')
    .where('tip_id', '=', tip_id)
    .where('actor', '=', actor)
    .where('action', '=', action)
    .where('at', '>=', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The tip with that code and its thread. */
export function findTipByCode(db: Kysely<Database>, code: string) {
  return db
    .selectFrom('tip')
    .select(['id as tip_id', 'thread_id'])
    .where('code', '=', code)
    .executeTakeFirst()
}

/** The tip and the thread that a file belongs to. */
export function findTipOfFile(db: Kysely<Database>, evidence_id: string) {
  return db
    .selectFrom('evidence')
    .select(['tip_id', 'thread_id'])
    .where('id', '=', evidence_id)
    .executeTakeFirst()
}

/** Lets one process at a time seal, until the transaction ends. False: another is at it. */
export async function lockLedger(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('tipthread ledger')) as mine`.execute(db)
  return rows[0]?.mine ?? false
}

/** Takes up to `most` events that are not in the tree yet, in the order they arrived. */
export async function takeUnsealed(db: Kysely<Database>, most: number): Promise<SaltedEvent[]> {
  return db
    .with('taken', (cte) =>
      cte
        .deleteFrom('event_unsealed')
        .where('event_id', 'in', (waiting) =>
          waiting.selectFrom('event_unsealed').select('event_id').orderBy('event_id').limit(most),
        )
        .returning('event_id'),
    )
    .selectFrom('event')
    .innerJoin('taken', 'taken.event_id', 'event.id')
    .selectAll('event')
    .orderBy('event.id')
    .execute()
}

/** How many events are in the tree. */
export async function ledgerSize(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('ledger_leaf')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirst()
  return row?.last == null ? 0 : Number(row.last) + 1
}

/** How many events wait to be sealed. */
export async function countUnsealed(db: Kysely<Database>): Promise<number> {
  const { waiting } = await db
    .selectFrom('event_unsealed')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .executeTakeFirstOrThrow()
  return Number(waiting)
}

/** Adds leaves. Their hashes travel as one run of bytes, as text they cost the database twice as much. */
export async function insertLeaves(
  db: Kysely<Database>,
  leaves: Selectable<LedgerLeafTable>[],
): Promise<void> {
  const hashes = Buffer.concat(
    leaves.flatMap(({ event_hash, leaf_hash }) => [event_hash, leaf_hash]),
  )
  const [seqs, events] = [leaves.map(({ seq }) => seq), leaves.map(({ event_id }) => event_id)]
  await sql`insert into ledger_leaf (seq, event_id, event_hash, leaf_hash)
    select seq, event_id, substring(packed.hashes from n::int * 64 - 63 for 32),
      substring(packed.hashes from n::int * 64 - 31 for 32)
    from (values (${hashes}::bytea)) as packed(hashes),
      unnest(${seqs}::bigint[], ${events}::bigint[]) with ordinality as l(seq, event_id, n)`.execute(
    db,
  )
}

/** Adds full subtrees above the leaves. */
export async function insertNodes(db: Kysely<Database>, nodes: HashedNode[]): Promise<void> {
  const hashes = Buffer.concat(nodes.map(({ hash }) => hash))
  const [levels, positions] = [
    nodes.map(({ level }) => level),
    nodes.map(({ position }) => position),
  ]
  await sql`insert into ledger_node (level, position, hash)
    select level, position, substring(${hashes}::bytea from n::int * 32 - 31 for 32)
    from unnest(${levels}::int[], ${positions}::bigint[]) with ordinality
      as l(level, position, n)`.execute(db)
}

/** The hashes of these subtrees, in their order. Throws when one is missing: the ledger is broken. */
export async function findNodes(db: Kysely<Database>, nodes: Node[]): Promise<Uint8Array[]> {
  if (nodes.length === 0) return []
  const wanted = JSON.stringify(nodes.map((node, n) => ({ n, ...node })))
  const { rows } = await sql<{ hash: Uint8Array | null }>`
    select h.hash
    from json_to_recordset(${wanted}::json) as w(n int, level int, position bigint)
    left join lateral (
      select leaf_hash as hash from ledger_leaf where w.level = 0 and seq = w.position
      union all select hash from ledger_node where level = w.level and position = w.position
      limit 1) h on true
    order by w.n`.execute(db)
  return rows.map(({ hash }) => {
    if (!hash) throw new Error('a node of the ledger is missing')
    return hash
  })
}

/** Keeps a signed checkpoint. */
export async function insertCheckpoint(
  db: Kysely<Database>,
  checkpoint: Insertable<CheckpointTable>,
): Promise<void> {
  await db.insertInto('checkpoint').values(checkpoint).execute()
}

/** The checkpoint over the most events, if there is one. */
export function latestCheckpoint(db: Kysely<Database>): Promise<Checkpoint | undefined> {
  return db.selectFrom('checkpoint').selectAll().orderBy('size', 'desc').limit(1).executeTakeFirst()
}
