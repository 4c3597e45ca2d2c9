import { z } from 'zod'
import type { Config, TwilioConfig } from '../config.ts'
import type { Delivery, Sent } from './channel.ts'
import { twilioAddress, twilioCredentials } from './twilio-account.ts'
import { mayRepeat, reachByCode } from './twilio-codes.ts'
import type { TwilioNetwork } from './twilio-network.ts'
import { statusAddress } from './twilio-status.ts'
import { sendThatThrew } from './uncertain.ts'

const timeout = 10_000
/** Twilio limits concurrency and names no time to wait; a pause of this many seconds spreads a crowd. */
const pause = 5

const Accepted = z.object({ sid: z.string().min(1) })
const Refused = z.object({ code: z.coerce.string().optional().catch(undefined) })

/**
 * Creates one message: https://www.twilio.com/docs/messaging/api/message-resource. There is no
 * idempotency key, so whatever may have been accepted is `unknown`.
 */
export async function sendByTwilio(
  network: TwilioNetwork,
  config: Config,
  delivery: Delivery,
): Promise<Sent> {
  const { twilio } = config
  if (!twilio) return { status: 'failed', code: 'not-configured', retryable: false }
  if (delivery.outgoing.type !== 'text') {
    return { status: 'failed', code: 'not-supported', retryable: false }
  }
  const form = new URLSearchParams({
    To: network.prefix + delivery.address,
    ...sender(network, twilio, delivery.from),
    Body: delivery.outgoing.text.toWellFormed(),
    StatusCallback: statusAddress(config.public_url, delivery.message_id),
  })
  try {
    return await readOutcome(await post(twilio, form))
  } catch (error) {
    return sendThatThrew(error)
  }
}

function post(twilio: TwilioConfig, body: URLSearchParams): Promise<Response> {
  return fetch(twilioAddress(twilio, 'Messages.json'), {
    method: 'POST',
    headers: twilioCredentials(twilio),
    body,
    // A redirect is a refusal: the credentials go nowhere else. Workers know no 'error' here.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
  })
}

/** The number the person wrote to where it is ours; else the Messaging Service; else the first number. */
function sender(
  network: TwilioNetwork,
  twilio: TwilioConfig,
  wroteTo: string,
): { From: string } | { MessagingServiceSid: string } {
  const service = twilio.from.find((from) => from.startsWith('MG'))
  const numbers = twilio.from.map((from) => from.replace(/^\w+:/, ''))
  if (numbers.includes(wroteTo)) return { From: network.prefix + wroteTo }
  if (service) return { MessagingServiceSid: service }
  return { From: network.prefix + (numbers[0] ?? wroteTo) }
}

async function readOutcome(response: Response): Promise<Sent> {
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) {
    const accepted = Accepted.safeParse(answer)
    return accepted.success
      ? { status: 'sent', provider_id: accepted.data.sid }
      : { status: 'unknown' }
  }
  if (response.status >= 500) return { status: 'unknown' }
  const code = Refused.safeParse(answer).data?.code ?? `http-${response.status}`
  if (response.status === 429 || code === '20429') return tooMany(response, code)
  const reach = reachByCode(code)
  return {
    status: 'failed',
    code,
    retryable: mayRepeat(code),
    ...(reach && { reach }),
  }
}

function tooMany(response: Response, code: string): Sent {
  const seconds = Number(response.headers.get('retry-after')) || pause
  return { status: 'failed', code, retryable: true, retry_after: seconds }
}
