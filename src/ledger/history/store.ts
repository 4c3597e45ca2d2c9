import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Checkpoint, SealedEvent } from '../store.ts'

/** What a list of events is read from. */
export interface EventPage {
  /** The id of the last event of the page before. */
  after?: number | undefined
  limit?: number | undefined
}

/** An event with its place in the tree and the e-mail address or name of the staff who did it. */
export interface ToldEvent extends SealedEvent {
  actor_name: string | null
}

/** The events of a tip in the order they arrived, with salt and leaf; all of them without a page. */
export function listTipEvents(
  db: Kysely<Database>,
  tip_id: string,
  { after = 0, limit = 1_000_000 }: EventPage = {},
): Promise<ToldEvent[]> {
  return told(db, tip_id).where('event.id', '>', after).orderBy('event.id').limit(limit).execute()
}

/** The last events of a tip, oldest first. */
export async function listLatestTipEvents(
  db: Kysely<Database>,
  tip_id: string,
  limit: number,
): Promise<ToldEvent[]> {
  const rows = await told(db, tip_id).orderBy('event.id', 'desc').limit(limit).execute()
  return rows.reverse()
}

function told(db: Kysely<Database>, tip_id: string) {
  return db
    .selectFrom('event')
    .leftJoin('ledger_leaf', 'ledger_leaf.event_id', 'event.id')
    .leftJoin('investigator', (join) =>
      join.on(sql`event.actor`, '=', sql`'staff:' || investigator.id`),
    )
    .leftJoin('api_token', (join) => join.on(sql`event.actor`, '=', sql`'staff:' || api_token.id`))
    .selectAll('event')
    .select(['ledger_leaf.seq', 'ledger_leaf.event_hash', 'ledger_leaf.leaf_hash'])
    .select((eb) => eb.fn.coalesce('investigator.email', 'api_token.name').as('actor_name'))
    .where('event.tip_id', '=', tip_id)
}

/** A checkpoint with the stamps that authorities gave it. */
export interface StampedCheckpoint extends Checkpoint {
  stamps: { authority: string; at: string; response: string }[]
}

/** Checkpoints, the largest first. */
export function listCheckpoints(
  db: Kysely<Database>,
  { below, limit }: { below?: number | undefined; limit: number },
): Promise<StampedCheckpoint[]> {
  let query = db
    .selectFrom('checkpoint')
    .selectAll()
    .select(
      sql<StampedCheckpoint['stamps']>`coalesce((
        select json_agg(json_build_object('authority', authority, 'at', t.at,
          'response', encode(response, 'base64')) order by authority)
        from time_stamp t where t.size = checkpoint.size), '[]')`.as('stamps'),
    )
    .orderBy('size', 'desc')
  if (below !== undefined) query = query.where('size', '<', below)
  return query.limit(limit).execute()
}
