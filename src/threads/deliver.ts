import { ContactAddress, OutgoingBody } from '../channels/body.ts'
import type { Sent } from '../channels/channel.ts'
import type { Reach } from '../conversation/event.ts'
import type { Deps } from '../deps.ts'
import { AskedToWait } from '../errors.ts'
import { removeLate, settled } from '../evidence/provider/late.ts'
import { recordEvents } from '../ledger/record.ts'
import { openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import {
  claimMessage,
  type Fate,
  findOutbound,
  markMessage,
  markReach,
  type Outbound,
  requeueMessage,
} from './store.ts'

/** What a provider says of a message that left. */
export interface Delivered {
  /** Ours, as the provider hands it back; else the message is found by `provider_id`. */
  message_id?: string
  provider_id: string
  status: Fate
  /** The provider's error code. */
  code?: string
  /** What the outcome says about writing to this person again. */
  reach?: Reach
}

/**
 * Notes a delivery state. Reports come late, twice and in any order: a message only moves forward,
 * and a report about a message we do not know changes nothing.
 */
export async function recordDelivery(deps: Deps, delivered: Delivered): Promise<void> {
  await move(deps, delivered, 'provider')
}

/**
 * Moves a message forward, writes that down, and with it what it says of the person: a report that is repeated
 * moves nothing, so both are kept or neither.
 */
function move(
  deps: Deps,
  { reach, ...mark }: Parameters<typeof markMessage>[1] & Pick<Delivered, 'reach'>,
  actor: 'provider' | 'system',
): Promise<void> {
  const { db, now } = deps
  return db.transaction().execute(async (trx) => {
    const moved = await markMessage(trx, mark)
    if (!moved) return
    const { status, code } = mark
    const { id: message_id, thread_id, tip_id } = moved
    const action = status === 'failed' ? 'message.failed' : 'message.sent'
    const details = { message_id, status, ...(code && { code }) }
    await recordEvents(trx, [{ actor, action, at: now(), thread_id, tip_id, details }])
    if (reach) await markReach(trx, thread_id, reach)
    if (mark.provider_id && isLate(moved, now())) await removeLate(deps, trx, message_id)
  })
}

/** Whether whoever has the provider's copies removed had no chance to see this one. */
function isLate({ at, erased }: { at: Date; erased: boolean }, now: number): boolean {
  return erased || +at < now - settled
}

/**
 * Sends a queued message once. It is marked `unknown` before it leaves, so that a crash in between
 * can never send it twice. What staff asked about a tip that was taken back does not leave. Throws a
 * retryable failure when the provider surely did not take it; at the last try it is marked `failed`
 * instead, as nothing would send it any more.
 */
export async function sendMessage(deps: Deps, message_id: string, last = false): Promise<void> {
  const outbound = await findOutbound(deps.db, message_id)
  if (!outbound || outbound.status !== 'queued') return
  if (outbound.reach !== 'yes') {
    return settle(deps, outbound, { status: 'failed', code: outbound.reach, retryable: false })
  }
  if (outbound.withdrawn) {
    return settle(deps, outbound, { status: 'failed', code: 'withdrawn', retryable: false })
  }
  const delivery = openDelivery(deps, outbound)
  if (!(await claimMessage(deps.db, message_id))) return sendMessage(deps, message_id, last)
  const sent = await deps.channels[outbound.channel].send(delivery)
  deps.metrics.sends.inc({ channel: outbound.channel, status: sent.status })
  const ended = last && sent.status === 'failed' ? { ...sent, retryable: false } : sent
  await settle(deps, outbound, ended)
}

function openDelivery(deps: Deps, { id, thread_id, key, address, body }: Outbound) {
  const dataKey = openDataKey(deps.keys, key)
  const contact = ContactAddress.parse(openJson(dataKey, `contact:${thread_id}`, address))
  const outgoing = OutgoingBody.parse(openJson(dataKey, `message:${id}`, body))
  return { address: contact.address, from: contact.to, message_id: id, outgoing }
}

async function settle(deps: Deps, { id }: Outbound, sent: Sent): Promise<void> {
  if (sent.status === 'unknown') {
    deps.log.warn('send-unknown', { message_id: id })
    return
  }
  if (sent.status === 'sent') {
    const mark = { message_id: id, provider_id: sent.provider_id, status: 'sent' } as const
    await move(deps, mark, 'system')
    return
  }
  const { code, retryable, reach, retry_after = 0 } = sent
  const failed = { message_id: id, status: 'failed', code, ...(reach && { reach }) } as const
  if (!retryable) return move(deps, failed, 'system')
  await requeueMessage(deps.db, id, code)
  throw new AskedToWait(retry_after)
}
