import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/schema.ts'

/** The wrapped key of a tip's thread, whether or not the tip was taken back; null once it is destroyed. */
export async function findThreadKey(
  db: Kysely<Database>,
  thread_id: string,
): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('thread')
    .select('key')
    .where('id', '=', thread_id)
    .executeTakeFirst()
  return row?.key ?? null
}

/**
 * Puts a hold on a tip or lifts it. False when it was so already, or the tip is erased. Turns are decided
 * by it, so the thread's version moves on; before the tip is touched, as turns lock them in this order.
 */
export async function markHold(
  db: Kysely<Database>,
  { id: tip_id, thread_id }: { id: string; thread_id: string },
  hold: boolean,
): Promise<boolean> {
  await db
    .updateTable('thread')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', thread_id)
    .execute()
  const { numUpdatedRows } = await db
    .updateTable('tip')
    .set({ hold })
    .where('id', '=', tip_id)
    .where('hold', '!=', hold)
    .where('erased_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** When the hold that stands was put, by whom, and the sealed reason in base64. */
export async function findHold(
  db: Kysely<Database>,
  tip_id: string,
): Promise<{ at: Date; by: string | null; reason: string | null } | undefined> {
  return db
    .selectFrom('event')
    .leftJoin('investigator', (join) =>
      join.on(sql<boolean>`event.actor = 'staff:' || investigator.id`),
    )
    .leftJoin('api_token', (join) => join.on(sql<boolean>`event.actor = 'staff:' || api_token.id`))
    .select('event.at')
    .select((eb) => eb.fn.coalesce('investigator.name', 'api_token.name').as('by'))
    .select(sql<string | null>`event.details->>'reason'`.as('reason'))
    .where('event.tip_id', '=', tip_id)
    .where('event.action', '=', 'legal-hold.set')
    .orderBy('event.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
