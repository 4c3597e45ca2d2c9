import { ContactAddress, OutgoingBody } from '../../channels/body.ts'
import type { Inbound } from '../../channels/channel.ts'
import {
  isFromPerson,
  isTo,
  type Listed,
  listMessages,
  readListed,
  stateOfListed,
} from '../../channels/twilio-messages.ts'
import { listAddresses } from '../../channels/twilio-setup.ts'
import type { TwilioConfig } from '../../config.ts'
import { isOutage } from '../../db/outage.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { openDataKey } from '../../seal/keys.ts'
import { openJson } from '../../seal/seal.ts'
import { recordDelivery } from '../deliver.ts'
import { knownIds, listUnknown, type Unknown } from './store.ts'

/** What a look at the provider brought to light. */
export interface Reconciled {
  /** Messages at the provider. */
  listed: number
  /** Of them, those from people that we did not have and have now. */
  taken: number
  /** Sends that were `unknown` and are known now. */
  settled: number
  /** Sends that are `unknown` still: the provider has nothing that looks like them. */
  unknown: number
}

/**
 * Compares what Twilio has since a moment with what is here: takes messages that no webhook brought, and
 * settles sends of which nobody knew whether they left. `lineAt` says whose number it is. An account may have
 * numbers for other things: what came to them is none of ours. Throws `provider-unavailable` at the end of
 * it when messages are left.
 */
export async function reconcile(
  deps: Deps,
  twilio: TwilioConfig,
  { since, lineAt }: { since: Date; lineAt: (address: string) => string },
): Promise<Reconciled> {
  const listed = await listMessages(twilio, since)
  const known = await knownIds(
    deps.db,
    listed.map(({ sid }) => sid),
  )
  const fresh = listed.filter(({ sid }) => !known.has(sid))
  const own = new Set(await listAddresses(twilio))
  for (const { addresses } of deps.lines) for (const address of addresses) own.add(address)
  const missed = fresh.filter((message) => isFromPerson(message) && isTo(own, message))
  const { taken, left } = await takeAll(deps, missed, async (message) => {
    const inbound = await readListed(twilio, message, listed)
    return { inbound, line: lineAt(inbound.to) }
  })
  const ours = fresh.filter((message) => !isFromPerson(message))
  const settled = await settleUnknown(deps, ours, since)
  if (left === 0) return { listed: listed.length, taken, ...settled }
  const many = left === 1 ? '1 message' : `${left} messages`
  throw new Failure(
    'provider-unavailable',
    `${many} could not be taken; see the log, and run it again`,
  )
}

type Read = (message: Listed) => Promise<{ inbound: Inbound; line: string }>

/** One that cannot be taken keeps no other, and is tried again by the next run. */
async function takeAll(
  deps: Deps,
  messages: Listed[],
  read: Read,
): Promise<{ taken: number; left: number }> {
  const took = { taken: 0, left: 0 }
  for (const message of messages) {
    try {
      if (await take(deps, await read(message))) took.taken++
    } catch (error) {
      if (isOutage(error)) throw error
      deps.log.error('not-taken', { provider_id: message.sid }, error)
      took.left++
    }
  }
  return took
}

/** As a webhook would, but the reply has to be sent; where a webhook was first, it carried it home. */
async function take(deps: Deps, { inbound, line }: Awaited<ReturnType<Read>>): Promise<boolean> {
  const arrived = { line, inbound, at: deps.now(), later: true }
  const turn = await deps.turns.advance({ from: 'outside', ...arrived })
  return !turn.duplicate
}

/** There is no id of ours at the provider, so a send is known by whom it went to and what it says. */
async function settleUnknown(
  deps: Deps,
  listed: Listed[],
  since: Date,
): Promise<Pick<Reconciled, 'settled' | 'unknown'>> {
  const waiting = await listUnknown(deps.db, since)
  const left = [...listed]
  let settled = 0
  for (const one of waiting) {
    const index = left.findIndex((message) => looksLike(message, openUnknown(deps, one)))
    const [found] = index < 0 ? [] : left.splice(index, 1)
    const state = found && stateOfListed(found)
    if (!state) continue
    await recordDelivery(deps, { ...state, message_id: one.id })
    settled++
  }
  return { settled, unknown: waiting.length - settled }
}

function openUnknown({ keys }: Deps, { id, thread_id, key, address, body }: Unknown) {
  const dataKey = openDataKey(keys, key)
  const contact = ContactAddress.parse(openJson(dataKey, `contact:${thread_id}`, address))
  const outgoing = OutgoingBody.parse(openJson(dataKey, `message:${id}`, body))
  return { to: contact.address, text: outgoing.type === 'text' ? outgoing.text : undefined }
}

function looksLike({ to, body }: Listed, sent: { to: string; text: string | undefined }): boolean {
  const address = to?.replace(/^\w+:/, '')
  return address === sent.to && sent.text !== undefined && body === sent.text.toWellFormed()
}
