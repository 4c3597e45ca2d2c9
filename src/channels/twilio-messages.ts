import { z } from 'zod'
import type { TwilioConfig } from '../config.ts'
import { Failure } from '../errors.ts'
import type { Inbound } from './channel.ts'
import { twilioAddress, twilioCredentials } from './twilio-account.ts'
import { readInboundForm } from './twilio-inbound.ts'
import { type DeliveryState, readStatusForm } from './twilio-status.ts'

const timeout = 30_000
const pageSize = 200
/** A list that never ends is not one. */
const pagesMost = 500

/** https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
const Message = z.object({
  sid: z.string(),
  direction: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  body: z.string().nullable(),
  status: z.string(),
  error_code: z.coerce.string().nullable(),
  num_media: z.coerce.number(),
  date_created: z.string(),
})
type Message = z.infer<typeof Message>
const Page = z.object({ messages: z.array(Message), next_page_uri: z.string().nullish() })
const Media = z.object({
  media_list: z.array(z.object({ sid: z.string(), content_type: z.string() })),
})

/** A message as Twilio's list has it. */
export type Listed = Message

/** Every message of the account since a moment, the oldest first. Throws `bad-request` for far too many. */
export async function listMessages(twilio: TwilioConfig, since: Date): Promise<Listed[]> {
  const query = new URLSearchParams({ 'DateSent>': since.toISOString(), PageSize: `${pageSize}` })
  let address: string | undefined = twilioAddress(twilio, `Messages.json?${query}`)
  const found: Listed[] = []
  for (let page = 0; address && page < pagesMost; page++) {
    const { messages, next_page_uri } = Page.parse(await ask(twilio, address))
    found.push(...messages)
    address = next_page_uri ? twilio.api_url + next_page_uri : undefined
  }
  if (address)
    throw new Failure('bad-request', 'Twilio has too many messages: ask for a shorter time')
  return found.reverse()
}

/** Whether a person sent it. */
export function isFromPerson({ direction }: Listed): boolean {
  return direction === 'inbound'
}

/** Whether it went to one of these addresses, given without a network's prefix. */
export function isTo(addresses: ReadonlySet<string>, { to }: Listed): boolean {
  return addresses.has((to ?? '').replace(/^\w+:/, ''))
}

/**
 * The message as its webhook would have brought it. Whether we may write is what the person said last of that:
 * a STOP says nothing of it any more when `listed` has a START that came after.
 */
export async function readListed(
  twilio: TwilioConfig,
  message: Listed,
  listed: Listed[],
): Promise<Inbound> {
  const { sid, num_media } = message
  const form = formOf(twilio, message)
  const files = num_media > 0 ? await listMedia(twilio, sid) : []
  files.forEach(({ sid: media, content_type }, n) => {
    form.set(`MediaUrl${n}`, twilioAddress(twilio, `Messages/${sid}/Media/${media}`))
    form.set(`MediaContentType${n}`, content_type)
  })
  const inbound = readInboundForm(form.toString())
  const { from, to } = message
  const later = listed.slice(listed.indexOf(message) + 1)
  const isOver = later.some(
    (one) =>
      one.from === from && one.to === to && reachOf(readInboundForm(`${formOf(twilio, one)}`)),
  )
  return isOver ? withoutReach(inbound) : inbound
}

function formOf(
  { account_sid }: TwilioConfig,
  { sid, from, to, body, num_media, date_created }: Listed,
): URLSearchParams {
  return new URLSearchParams({
    ...{ MessageSid: sid, AccountSid: account_sid, From: from ?? '', To: to ?? '' },
    ...{ Body: body ?? '', NumMedia: `${num_media}`, DateCreated: date_created },
  })
}

function reachOf({ content }: Inbound) {
  return content.type === 'message' ? content.reach : undefined
}

function withoutReach(inbound: Inbound): Inbound {
  if (inbound.content.type !== 'message') return inbound
  const { reach: _, ...content } = inbound.content
  return { ...inbound, content }
}

/** What the list says became of a message of ours. */
export function stateOfListed({ sid, status, error_code }: Listed): DeliveryState | undefined {
  const form = {
    MessageSid: sid,
    MessageStatus: status,
    ...(error_code && { ErrorCode: error_code }),
  }
  return readStatusForm(new URLSearchParams(form).toString())
}

async function listMedia(twilio: TwilioConfig, sid: string) {
  const address = twilioAddress(twilio, `Messages/${sid}/Media.json`)
  return Media.parse(await ask(twilio, address)).media_list
}

async function ask(twilio: TwilioConfig, address: string): Promise<unknown> {
  const response = await fetch(address, {
    headers: twilioCredentials(twilio),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
  })
  if (!response.ok) throw new Failure('bad-config', `Twilio answers ${response.status}`)
  return response.json()
}
