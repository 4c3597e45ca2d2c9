import { ContactAddress, OutgoingBody } from '../../channels/body.ts'
import type { Inbound } from '../../channels/channel.ts'
import {
  isFromPerson,
  type Listed,
  listMessages,
  readListed,
  stateOfListed,
} from '../../channels/twilio-messages.ts'
import type { TwilioConfig } from '../../config.ts'
import type { Deps } from '../../deps.ts'
import { openDataKey } from '../../seal/keys.ts'
import { openJson } from '../../seal/seal.ts'
import { recordDelivery } from '../deliver.ts'
import { replyLater } from '../reply-later.ts'
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
 * settles sends of which nobody knew whether they left. `lineAt` says whose number it is.
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
  let taken = 0
  for (const message of fresh.filter(isFromPerson)) {
    const inbound = await readListed(twilio, message)
    if (await take(deps, inbound, lineAt(inbound.to))) taken++
  }
  const ours = fresh.filter((message) => !isFromPerson(message))
  return { listed: listed.length, taken, ...(await settleUnknown(deps, ours, since)) }
}

/** As a webhook would, but the reply has to be sent; where a webhook was first, it carried it home. */
async function take(deps: Deps, inbound: Inbound, line: string): Promise<boolean> {
  const turn = await deps.turns.advance({ from: 'outside', line, inbound, at: deps.now() })
  if (!turn.duplicate) await replyLater(deps, turn)
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
