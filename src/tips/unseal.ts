import { z } from 'zod'
import { ContactAddress } from '../channels/body.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import type { Recorded } from '../ledger/record.ts'
import { recordEvents } from '../ledger/record.ts'
import { sealReason } from '../ledger/reason.ts'
import { Refusal } from '../ledger/refusal.ts'
import { openAs } from './open.ts'
import { readMessage } from './read.ts'
import type { MessageRecord } from './record.ts'
import { findAddress, type TipRow } from './store.ts'

/** Why somebody looks at what is hidden, in their own words. */
export const Reason = z.string().trim().min(3).max(1000)

/** Who asks to see what is hidden, whether their role may, and why. */
export interface Request {
  /** Id of an investigator or token. */
  by: string
  may: boolean
  reason: string
}

/** What a contact hides: who wrote, and to which of the line's addresses. */
export const ContactRecord = ContactAddress.omit({ name: true })
  .extend({ name: z.string().nullable() })
  .meta({ id: 'Contact' })
export type ContactRecord = z.infer<typeof ContactRecord>

/**
 * A message with what is masked in it. That it was opened is in the ledger, with the sealed reason, before
 * anybody sees it. Throws `not-allowed`, `not-found`, and `conflict` for a tip that was taken back.
 */
export async function unmaskMessage(
  deps: Deps,
  tip: TipRow,
  id: string,
  request: Request,
): Promise<MessageRecord> {
  const message = await readMessage(deps, tip, id, { unmasked: true })
  await note(deps, tip, request, { action: 'words.unmasked', of: id })
  return message
}

/** The address behind a tip, on the same terms. Throws `not-found` once it is forgotten. */
export async function unsealContact(
  deps: Deps,
  tip: TipRow,
  request: Request,
): Promise<ContactRecord> {
  const { db, keys } = deps
  const { thread_id } = tip
  const sealed = await findAddress(db, thread_id)
  await note(deps, tip, request, { action: 'identity.unsealed', of: thread_id })
  const purpose = `contact:${thread_id}`
  const contact = sealed && openAs(ContactAddress, keys, tip.key, purpose, sealed)
  if (!contact) throw new Failure('not-found', 'There is no address any more')
  return { ...contact, name: contact.name ?? null }
}

interface Opening {
  action: 'words.unmasked' | 'identity.unsealed'
  /** Id of the message or thread. */
  of: string
}

/** Writes down that somebody opens what is hidden, and why. Throws where they may not. */
async function note(
  { db, keys, now }: Deps,
  tip: TipRow,
  { by, may, reason }: Request,
  { action, of }: Opening,
): Promise<void> {
  const event = {
    actor: `staff:${by}`,
    at: now(),
    thread_id: tip.thread_id,
    tip_id: tip.id,
  } as const
  const details: Recorded['details'] = { of }
  if (!may) {
    const wanted = { ...{ thread_id: tip.thread_id, tip_id: tip.id }, details: { of, action } }
    throw new Refusal('This role may not see what is hidden', wanted)
  }
  if (!tip.key) throw new Failure('conflict', 'This tip was taken back')
  details['reason'] = sealReason(keys, tip.key, of, reason)
  await recordEvents(db, [{ ...event, action, details }])
}
