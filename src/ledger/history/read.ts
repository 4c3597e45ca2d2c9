import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../db/schema.ts'
import {
  type ActivityFilter,
  type EventPage,
  listActivity,
  listCheckpoints,
  listTipEvents,
  type ToldEvent,
} from './store.ts'

const Named = z.object({ type: z.string(), id: z.string(), sha256: z.string() })

/** One thing that happened to a tip, as programs read it. */
export const EventRecord = z
  .object({
    seq: z.int().nullable().describe('Its place in the ledger, from 0; null until it is sealed'),
    id: z.int().describe('The order of arrival'),
    at: z.iso.datetime().describe('UTC'),
    actor: z
      .string()
      .describe('E-mail address or name of staff; else person, clock, provider, system or command'),
    actor_id: z.string().describe('`staff:` and the id, or the same as actor'),
    action: z.string(),
    hashes: z.array(z.string()).describe('SHA-256 of what it was done to, in hex'),
    objects: z.array(Named).describe('The same with what they name'),
    details: z.record(z.string(), z.unknown()),
    salt: z.string().describe('16 bytes, a UUID; the leaf is over these and the event hash'),
    event_hash: z.string().nullable().describe('SHA-256 of the canonical JSON of the event'),
    leaf_hash: z.string().nullable(),
  })
  .meta({ id: 'Event' })
export type EventRecord = z.infer<typeof EventRecord>

/** One thing that staff or operators did, as programs read it. */
export const ActivityRecord = EventRecord.extend({
  tip: z.string().nullable().describe('The code of the tip it was done to'),
}).meta({ id: 'Activity' })
export type ActivityRecord = z.infer<typeof ActivityRecord>

/** One signed checkpoint, as programs read it. */
export const CheckpointRecord = z
  .object({
    size: z.int().describe('How many events it covers'),
    root: z.string().describe('Base64, as in the note'),
    at: z.iso.datetime().describe('UTC'),
    note: z.string().describe('The signed note (C2SP tlog-checkpoint); keep it elsewhere'),
    signer: z.string().describe('The verifier key (C2SP signed-note)'),
    time_stamps: z.array(
      z.object({
        authority: z.string(),
        at: z.iso.datetime(),
        response: z.string().describe('The whole response (RFC 3161), base64'),
      }),
    ),
  })
  .meta({ id: 'Checkpoint' })
export type CheckpointRecord = z.infer<typeof CheckpointRecord>

/** One page of a list, and where the next begins. */
export interface Items<T> {
  items: T[]
  next: number | null
}

/** A page of a tip's events in the order they arrived. */
export async function readTipEvents(
  db: Kysely<Database>,
  tip_id: string,
  { after, limit }: EventPage & { limit: number },
): Promise<Items<EventRecord>> {
  const rows = await listTipEvents(db, tip_id, { after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : null
  return { items: shown.map(eventRecord), next }
}

/** A page of what staff and operators did, the newest first. */
export async function readActivity(
  db: Kysely<Database>,
  filter: ActivityFilter,
  { below, limit }: { below?: number | undefined; limit: number },
): Promise<Items<ActivityRecord>> {
  const rows = await listActivity(db, filter, { below, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const items = shown.map((row) => ({ ...eventRecord(row), tip: row.tip }))
  return { items, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

/** A page of checkpoints, the largest first. */
export async function readCheckpoints(
  db: Kysely<Database>,
  { below, limit }: { below?: number | undefined; limit: number },
): Promise<Items<CheckpointRecord>> {
  const rows = await listCheckpoints(db, { below, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const items = shown.map(({ size, root, at, note, signer, stamps }) => ({
    ...{ size, root: Buffer.from(root).toString('base64'), at: at.toISOString(), note, signer },
    time_stamps: stamps.map((stamp) => ({
      ...{ authority: stamp.authority, at: new Date(stamp.at).toISOString() },
      response: stamp.response.replaceAll('\n', ''),
    })),
  }))
  return { items, next: rows.length > limit ? (shown.at(-1)?.size ?? null) : null }
}

function eventRecord(row: ToldEvent): EventRecord {
  const objects = z.array(Named).parse(row.objects)
  return {
    ...{ seq: row.seq, id: row.id, at: row.at.toISOString(), action: row.action, salt: row.salt },
    ...{ actor: row.actor_name ?? row.actor, actor_id: row.actor },
    hashes: objects.map(({ sha256 }) => sha256),
    objects,
    details: { ...row.details },
    event_hash: hex(row.event_hash),
    leaf_hash: hex(row.leaf_hash),
  }
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString('hex')
}
