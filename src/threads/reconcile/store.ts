import { type Kysely, sql } from 'kysely'
import type { ChannelName } from '../../channels/channel.ts'
import type { Database } from '../../db/schema.ts'

/** Of provider ids, those that we have, of messages in and out. One parameter, however many they are. */
export async function knownIds(db: Kysely<Database>, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('message')
    .select('provider_id')
    .where(sql<boolean>`provider_id = any(${ids}::text[])`)
    .where('direction', 'in', ['in', 'out'])
    .execute()
  return new Set(rows.flatMap(({ provider_id }) => provider_id ?? []))
}

/** A message that may or may not have left, with what opens it. */
export interface Unknown {
  id: string
  thread_id: string
  channel: ChannelName
  body: Uint8Array
  key: Uint8Array
  address: Uint8Array
}

/** Sends since a moment of which nobody knows whether they left, the oldest first. */
export function listUnknown(db: Kysely<Database>, since: Date): Promise<Unknown[]> {
  return db
    .selectFrom('message')
    .innerJoin('thread', 'thread.id', 'message.thread_id')
    .innerJoin('contact', 'contact.thread_id', 'message.thread_id')
    .select(['message.id', 'message.thread_id', 'thread.channel', 'message.body'])
    .select(['thread.key', 'contact.address'])
    .where('message.direction', '=', 'out')
    .where('message.status', '=', 'unknown')
    .where('message.at', '>=', since)
    .where('thread.key', 'is not', null)
    .where('contact.address', 'is not', null)
    .orderBy('message.at')
    .$narrowType<{ key: Uint8Array; address: Uint8Array }>()
    .execute()
}
