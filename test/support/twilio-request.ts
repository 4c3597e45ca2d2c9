import { randomUUID } from 'node:crypto'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { twilioNumber, twilioSid, twilioToken } from './node.ts'

/** A webhook request as Twilio sends and signs it for the node of the tests. */
export function twilioRequest(
  form: Record<string, string>,
  path = '/webhooks/twilio/message',
): Request {
  const whole = {
    MessageSid: `SM${randomUUID().replaceAll('-', '')}`,
    AccountSid: twilioSid,
    To: twilioNumber,
    NumMedia: '0',
    ...form,
  }
  const url = `https://tips.example.org${path}`
  return new Request(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Twilio-Signature': getExpectedTwilioSignature(twilioToken, url, whole),
    },
    body: new URLSearchParams(whole),
  })
}
