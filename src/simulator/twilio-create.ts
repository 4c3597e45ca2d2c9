import type { Context } from 'hono'
import type { TwilioWorld } from './twilio-double.ts'
import type { TwilioMessage } from './twilio-store.ts'

/** An error as Twilio answers it. https://www.twilio.com/docs/api/errors */
export interface TwilioRefusal {
  status: number
  code: number
  message: string
}

export const missing = { status: 404, code: 20404, message: 'The requested resource was not found' }
const tooMany = { status: 429, code: 20429, message: 'Too Many Requests' }

export function refuse(refusal: TwilioRefusal): Response {
  const headers: HeadersInit = refusal.status === 429 ? { 'retry-after': '1' } : {}
  return Response.json(refusal, { status: refusal.status, headers })
}

/** Takes a message of the line's: checks what Twilio checks at once, then lets it go its way. */
export async function createMessage(world: TwilioWorld, c: Context): Promise<Response> {
  const form = new URLSearchParams(await c.req.text())
  const injected = world.refusals.shift()
  if (injected) return injected
  const refusal = faultFor(world, form) ?? problemWith(world, form)
  if (refusal) return refuse(refusal)
  const message = world.store.add({
    direction: 'outbound-api',
    from: form.get('From') ?? world.options.number,
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    files: [],
  })
  world.dispatch(message, form.get('StatusCallback') ?? undefined)
  return c.json(resource(world, message), 201)
}

const refusedMost = 500

/** The first call for each message is one too many. */
function faultFor(world: TwilioWorld, form: URLSearchParams): TwilioRefusal | undefined {
  const key = form.toString()
  if (!world.faults.fail || world.refused.has(key)) return undefined
  if (world.refused.size > refusedMost) world.refused.clear()
  world.refused.add(key)
  return tooMany
}

function problemWith(world: TwilioWorld, form: URLSearchParams): TwilioRefusal | undefined {
  const [to, from, body] = [form.get('To'), form.get('From'), form.get('Body')]
  const because = (code: number, message: string) => ({ status: 400, code, message })
  if (!to) return because(21604, "A 'To' phone number is required.")
  if (!from && !form.has('MessagingServiceSid')) return because(21603, "A 'From' is required.")
  if (!body) return because(21602, 'Message body is required.')
  if (body.length > 1600)
    return because(21617, 'The message body exceeds the 1600 character limit.')
  if (from && !from.endsWith(world.options.number)) return because(21606, "'From' is not yours.")
  if (world.phones.at(to).blocked)
    return because(21610, 'Attempt to send to unsubscribed recipient')
  return undefined
}

/** A message as the interface shows it. Times are RFC 2822 in GMT. */
export function resource(world: TwilioWorld, message: TwilioMessage): Record<string, unknown> {
  const { sid, direction, from, to, body, status, error_code, created, files } = message
  const date = new Date(created).toUTCString().replace('GMT', '+0000')
  const { account_sid } = world.options
  const uri = `/2010-04-01/Accounts/${account_sid}/Messages/${sid}.json`
  return {
    sid,
    account_sid,
    direction,
    from,
    to,
    body,
    status,
    error_code,
    error_message: null,
    num_media: String(files.length),
    num_segments: '1',
    date_created: date,
    date_sent: date,
    date_updated: date,
    uri,
  }
}
