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
  return named(db).where('event.tip_id', '=', tip_id)
}

function named(db: Kysely<Database>) {
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
}

/** What staff and operators did, narrowed. */
export interface ActivityFilter {
  /** As the event has it: `staff:` and an id, `command`, or `system` for sign-ins that were refused. */
  actor?: string | undefined
  /** An action, or the kind of several: `original` is `original.viewed` and `original.downloaded`. */
  action?: string | undefined
  /** At or after. */
  since?: Date | undefined
  /** Before. */
  until?: Date | undefined
}

/** An event, and the code of the tip it was done to. */
export interface Activity extends ToldEvent {
  tip: string | null
}

/** As the index `event_of_staff` has it. */
const doneByStaff = sql<boolean>`(event.actor like 'staff:%' or event.actor = 'command'
  or event.action = 'session.refused')`

/** What staff and operators did, and sign-ins that were refused, the newest first. */
export function listActivity(
  db: Kysely<Database>,
  { actor, action, since, until }: ActivityFilter,
  { below, limit }: { below?: number | undefined; limit: number },
): Promise<Activity[]> {
  let query = named(db)
    .leftJoin('tip', 'tip.id', 'event.tip_id')
    .select('tip.code as tip')
    .where(doneByStaff)
  if (actor) query = query.where('event.actor', '=', actor)
  if (action) query = query.where(isOfKind(action))
  if (since) query = query.where('event.at', '>=', since)
  if (until) query = query.where('event.at', '<', until)
  if (below !== undefined) query = query.where('event.id', '<', below)
  return query.orderBy('event.id', 'desc').limit(limit).execute()
}

function isOfKind(action: string) {
  return sql<boolean>`(event.action = ${action} or starts_with(event.action, ${`${action}.`}))`
}

/** Somebody who has done something: people first, then programs, by name. */
export interface Doer {
  actor: string
  name: string
}

/** Everybody whose doing the ledger may hold. */
export async function listDoers(db: Kysely<Database>): Promise<Doer[]> {
  const { rows } = await sql<Doer>`
    select 'staff:' || id as actor, email as name, 0 as nth from investigator
    union all select 'staff:' || id, name, 1 from api_token order by nth, name`.execute(db)
  return rows
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
