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
  const { signature, url, body } = request
  if (!signature || !URL.canParse(url) || isCrowded(body)) return false
  const form = signedForm(body)
  return config.auth_tokens.some((token) => validateRequest(token, signature, url, form))
}

/** Many times what Twilio sends. A forger's megabyte may hold half a million, which takes seconds to sign. */
const parametersMost = 1_000

function isCrowded(body: string): boolean {
  return body.split('&', parametersMost + 1).length > parametersMost
}

/** Every parameter as it came, repeated ones as lists, which is how the SDK signs them. */
function signedForm(body: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null)
  for (const [key, value] of new URLSearchParams(body)) {
    const before = form[key]
    if (before === undefined) form[key] = value
    else if (typeof before === 'string') form[key] = [before, value]
    else before.push(value)
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
