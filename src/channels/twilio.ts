import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import type { Config, TwilioConfig } from '../config.ts'
import type { Channel, Delivery, WebhookAnswer } from './channel.ts'
import { removeAtTwilio } from './twilio-copies.ts'
import { fetchFromTwilio } from './twilio-media.ts'
import type { TwilioNetwork } from './twilio-network.ts'
import { sendByTwilio } from './twilio-send.ts'
import { statusAddress } from './twilio-status.ts'
import { escapeXml, twiml } from './twiml.ts'

// Deep imports, as the whole SDK costs 170 ms and 33 MB at start. `validateRequest` is imported by name:
// a default import of that file is undefined once bundled.

/** What a signature is made over. */
export interface SignedRequest {
  /** The address Twilio called: `public_url`, then path and query byte for byte as received. */
  url: string
  /** The form, undecoded. */
  body: string
  /** The header `X-Twilio-Signature`. */
  signature: string | undefined
}

/**
 * Whether Twilio signed this request with one of our tokens (several while one is being rotated).
 * Never throws. https://www.twilio.com/docs/usage/security#validating-requests
 */
export function isSigned(config: TwilioConfig, request: SignedRequest): boolean {
  const { signature, url } = request
  if (!signature || !URL.canParse(url)) return false
  const form = signedForm(request.body)
  return config.auth_tokens.some((token) => validateRequest(token, signature, url, form))
}

/** Every parameter as it came, repeated ones as lists, which is how the SDK signs them. */
function signedForm(body: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null)
  const params = new URLSearchParams(body)
  for (const key of params.keys()) {
    const values = params.getAll(key)
    form[key] = values.length > 1 ? values : (values[0] ?? '')
  }
  return form
}

/** A channel for one of the networks that Twilio speaks for us. */
export function createTwilioChannel(network: TwilioNetwork, config: Config): Channel {
  return {
    name: network.name,
    traits: network.traits,
    answer: (reply) => answerInTwiml(config.public_url, reply),
    send: (delivery) => sendByTwilio(network, config, delivery),
    fetchFile: (file) => fetchFromTwilio(network, config.twilio, file),
    removeCopy: (copy) => removeAtTwilio(config.twilio, copy),
  }
}

function answerInTwiml(publicUrl: string, reply: Delivery | null): WebhookAnswer {
  let message = ''
  if (reply?.outgoing.type === 'text') {
    // `action` is the only way to learn the delivery states of a message sent in an answer.
    const action = escapeXml(statusAddress(publicUrl, reply.message_id))
    message = `<Message action="${action}">${escapeXml(reply.outgoing.text)}</Message>`
  }
  return { content_type: 'text/xml; charset=utf-8', body: twiml(message) }
}
