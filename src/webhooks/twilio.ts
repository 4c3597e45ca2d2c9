import { Hono } from 'hono'
import type { Context } from 'hono'
import { z } from 'zod'
import { accountOf, readInboundForm } from '../channels/twilio-inbound.ts'
import { readStatusForm } from '../channels/twilio-status.ts'
import { isSigned } from '../channels/twilio.ts'
import type { WithDeps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { recordDelivery } from '../threads/deliver.ts'
import { answerInbound } from './turn.ts'
import { takeCall } from './voice.ts'

const MessageId = z.uuid().optional().catch(undefined)

/** Twilio's addresses. The fallback is called when the first failed, with the same form. */
export const twilio = new Hono<WithDeps>()
  .post('/message', takeMessage)
  .post('/fallback', takeMessage)
  .post('/status', takeStatus)
  .post('/voice', async (c) => takeCall(c.var.deps, await signedBody(c)))

async function takeMessage(c: Context<WithDeps>): Promise<Response> {
  const body = await signedBody(c)
  return answerInbound(c.var.deps, readInboundForm(body))
}

async function takeStatus(c: Context<WithDeps>): Promise<Response> {
  const state = readStatusForm(await signedBody(c))
  const message_id = MessageId.parse(c.req.query('message'))
  if (state) await recordDelivery(c.var.deps, { ...state, ...(message_id && { message_id }) })
  return c.body(null, 204)
}

/** The form, if Twilio signed it and it is about our account. */
async function signedBody(c: Context<WithDeps>): Promise<string> {
  const { config } = c.var.deps
  if (!config.twilio) throw new Failure('not-found')
  const body = await c.req.text()
  const url = config.public_url + pathAndQuery(c.req.url)
  const signature = c.req.header('x-twilio-signature')
  if (!isSigned(config.twilio, { url, body, signature })) throw new Failure('bad-signature')
  const account = accountOf(body) ?? config.twilio.account_sid
  if (account !== config.twilio.account_sid) throw new Failure('bad-signature')
  return body
}

/** Cut, not parsed: the signature is over these very bytes. The host is our proxy's business. */
function pathAndQuery(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2))
}
