import { Hono, type HonoRequest } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isOutage } from '../db/outage.ts'
import type { Deps, WithDeps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { recordDenial } from '../ledger/denials.ts'
import { telegram } from './telegram.ts'
import { twilio } from './twilio.ts'

/** Far above the longest update or form; a file never comes by webhook. */
const largestBody = 1024 * 1024
/** Seconds. Telegram waits as long as we say, and keeps a message for a day. */
const comeBackIn = 5

const limit = bodyLimit({
  maxSize: largestBody,
  onError: () => {
    throw new Failure('too-large')
  },
})

/** Door 1: what providers call. Nothing here answers 2xx for a message that is not committed. */
export const webhooks = new Hono<WithDeps>()
  .use((c, next) => (isSmall(c.req) ? next() : limit(c, next)))
  .route('/twilio', twilio)
  .route('/telegram', telegram)
  .onError((error, c) => answerFailure(c.var.deps, error, doorOf(c.req.path)))

/** Spares the usual request the reading of its body as a stream, which `bodyLimit` does to count. */
function isSmall(request: HonoRequest): boolean {
  const length = request.header('content-length')
  return length !== undefined && !request.header('transfer-encoding') && +length <= largestBody
}

/** The provider whose address was called: `twilio` or `telegram`. */
function doorOf(path: string): string {
  return path.split('/')[2] ?? ''
}

/** An expected failure by its status; anything else is a bug, and 500 makes the provider repeat. */
function answerFailure(deps: Deps, error: Error, door: string): Response {
  const failure = isOutage(error) ? new Failure('database-unavailable') : error
  if (!(failure instanceof Failure)) {
    deps.log.error('webhook-failed', { door: 'webhooks' }, failure)
    return new Response(null, { status: 500 })
  }
  deps.metrics.refused.inc({ door: 'webhooks', code: failure.code })
  if (failure.code === 'bad-signature') deps.later(recordDenial(deps, door))
  const headers: HeadersInit = failure.retryable ? { 'retry-after': String(comeBackIn) } : {}
  return new Response(null, { status: failure.status, headers })
}
