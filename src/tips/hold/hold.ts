import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { recordEvents } from '../../ledger/record.ts'
import { openDataKey } from '../../seal/keys.ts'
import { sealJson } from '../../seal/seal.ts'
import { openAs } from '../open.ts'
import type { TipRow } from '../store.ts'
import { findHold, findThreadKey, markHold } from './store.ts'

const Sealed = z.object({ reason: z.string() })

/** A legal hold put or lifted: by whose decision, and why, in their own words. */
export interface HoldDecision {
  hold: boolean
  /** Id of an investigator or token, whose role `mayHold`. */
  by: string
  reason: string
}

/**
 * Puts a legal hold on a tip, so that nothing of it is erased, or lifts it. The reason is somebody's words:
 * it is sealed under the thread's key. Throws `bad-request` for what is erased already.
 */
export async function decideHold(
  { db, keys, now }: Deps,
  tip: Pick<TipRow, 'id' | 'thread_id'>,
  { hold, by, reason }: HoldDecision,
): Promise<void> {
  const { id: tip_id, thread_id } = tip
  const wrapped = await findThreadKey(db, thread_id)
  if (!wrapped)
    throw new Failure('bad-request', 'This tip is erased; there is nothing left to hold')
  const sealed = sealJson(openDataKey(keys, wrapped), `hold:${tip_id}`, { reason })
  const details = { reason: Buffer.from(sealed).toString('base64') }
  const event = { actor: `staff:${by}`, at: now(), thread_id, tip_id, details } as const
  await db.transaction().execute(async (trx) => {
    if (!(await markHold(trx, tip, hold))) return
    await recordEvents(trx, [{ ...event, action: hold ? 'legal-hold.set' : 'legal-hold.lifted' }])
  })
}

/** The hold that stands on a tip, if one does. */
export interface Hold {
  at: string
  /** Name of whoever put it. */
  by: string | null
  reason: string | null
}

/** Reads it with its reason. */
export async function readHold({ db, keys }: Deps, tip: TipRow): Promise<Hold | undefined> {
  const hold = tip.hold ? await findHold(db, tip.id) : undefined
  if (!hold) return undefined
  const wrapped = await findThreadKey(db, tip.thread_id)
  const sealed = Buffer.from(hold.reason ?? '', 'base64')
  const opened = openAs(Sealed, keys, wrapped, `hold:${tip.id}`, sealed)
  return { at: hold.at.toISOString(), by: hold.by, reason: opened?.reason ?? null }
}
