import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Inbound, InboundContent, InboundFile } from './channel.ts'
import { fileKind } from './file-kind.ts'
import { readButtonData } from './button-data.ts'
import { readCarrierWord } from './carrier-word.ts'
import { rcs } from './rcs.ts'
import { sms } from './sms.ts'
import type { TwilioNetwork } from './twilio-network.ts'
import { whatsapp } from './whatsapp.ts'

/** Every network whose messages come in by Twilio's webhook. SMS is last: it has no prefix. */
const networks: TwilioNetwork[] = [whatsapp, rcs, sms]

const degrees = (most: number) =>
  z.string().min(1).transform(Number).pipe(z.number().min(-most).max(most))

/**
 * The parameters we use of an inbound message. Others are accepted, and kept in `raw`.
 * https://www.twilio.com/docs/messaging/guides/webhook-request
 */
const Form = z.object({
  MessageSid: z.string().min(1),
  From: z.string().min(1),
  To: z.string().min(1),
  Body: z.string().default(''),
  ProfileName: z.string().optional(),
  ButtonPayload: z.string().optional(),
  OriginalRepliedMessageSid: z.string().optional(),
  OptOutType: z.enum(['STOP', 'START', 'HELP']).optional().catch(undefined),
  Latitude: degrees(90).optional().catch(undefined),
  Longitude: degrees(180).optional().catch(undefined),
  Address: z.string().optional(),
  Label: z.string().optional(),
})
type Form = z.infer<typeof Form>

/** The account a form says it belongs to. */
export function accountOf(body: string): string | undefined {
  return new URLSearchParams(body).get('AccountSid') ?? undefined
}

/**
 * Understands an inbound form whose signature has been checked. Never throws: a form that lacks what
 * we need is still somebody's message, and comes out as unreadable with what there is.
 */
export function readInboundForm(body: string): Inbound {
  const params = new URLSearchParams(body)
  const network = networkOf(params)
  const bare = (name: string) => withoutPrefix(network, params.get(name) || 'unknown')
  const parsed = Form.safeParse(firstValues(params))
  const name = params.get('ProfileName')
  return {
    channel: network.name,
    provider_id: params.get('MessageSid') || bodyHash(body),
    ...(params.get('MessageSid') && { provider_ref: params.get('MessageSid') ?? '' }),
    from: bare('From'),
    to: bare('To'),
    ...(name && { name }),
    raw: body,
    content: parsed.success
      ? readContent(network, parsed.data, readFiles(params))
      : { type: 'unreadable' },
  }
}

/** By the person's address, or ours where theirs is missing. */
function networkOf(params: URLSearchParams): TwilioNetwork {
  const addresses = [params.get('From'), params.get('To')]
  const known = networks.find(
    ({ prefix }) => prefix && addresses.some((address) => address?.startsWith(prefix)),
  )
  return known ?? sms
}

function withoutPrefix(network: TwilioNetwork, address: string): string {
  return address.startsWith(network.prefix) ? address.slice(network.prefix.length) : address
}

/** Stands in for an id that did not come, and is the same for a repeat. */
function bodyHash(body: string): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`
}

function firstValues(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...params].reverse())
}

function readContent(network: TwilioNetwork, form: Form, files: InboundFile[]): InboundContent {
  const button = readButtonData(form.ButtonPayload)
  if (button) return { type: 'button', ...button, ...repliedTo(form) }
  const place = readPlace(form)
  if (!form.Body && files.length === 0 && !place) return { type: 'unreadable' }
  return {
    type: 'message',
    text: form.Body,
    files,
    ...(place && { place }),
    ...readCarrierWord(form.OptOutType, network.carrier_words ? form.Body : ''),
  }
}

function repliedTo(form: Form): { ref?: string } {
  return form.OriginalRepliedMessageSid ? { ref: form.OriginalRepliedMessageSid } : {}
}

function readPlace(
  form: Form,
): { latitude: number; longitude: number; label?: string } | undefined {
  if (form.Latitude === undefined || form.Longitude === undefined) return undefined
  const label = form.Label || form.Address
  return { latitude: form.Latitude, longitude: form.Longitude, ...(label && { label }) }
}

/** Media are counted by what is there, not by `NumMedia`, so that a wrong count loses nothing. */
function readFiles(params: URLSearchParams): InboundFile[] {
  const files: InboundFile[] = []
  for (let n = 0; params.has(`MediaUrl${n}`); n++) {
    const mime = params.get(`MediaContentType${n}`) || undefined
    const url = params.get(`MediaUrl${n}`) ?? ''
    files.push({ kind: fileKind(mime), source: { url }, ...(mime && { mime }) })
  }
  return files
}
