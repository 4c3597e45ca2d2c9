import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { countAttempt, isSpent } from '../auth/rate-limit.ts'
import { isOutage } from '../db/outage.ts'
import type { WithDeps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { openLink, type OpenLink } from '../evidence/upload/link.ts'
import { listUploaded } from '../evidence/upload/store.ts'
import { clientAddress } from '../web/client.ts'
import { sendPage } from '../web/page.tsx'
import { assets } from './assets.ts'
import { type Chosen, formMost, takeForm } from './form.ts'
import { receptionFor } from './reception.ts'
import { ReceivedList } from './received.tsx'
import { Closed, UploadPage } from './page.tsx'
import { languageFor, type Speaker, speakerFor } from './words.ts'

/** So many unknown tokens from one network address, in so many seconds; then a pause for it. */
const guesses = { most: 40, seconds: 600 }

/** So many bytes are read and dropped, to be able to say that they were too many. */
const letPastMost = 150_000_000

/** The pages for originals, mounted at `/u`. The token in the address is all the right there is. */
export const intake = new Hono<WithDeps>()

intake.route('/assets', assets.routes)
intake.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ['data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
  }),
)
intake.use(async (c, next) => {
  await next()
  c.res.headers.set('Cache-Control', 'no-store')
  c.res.headers.set('X-Robots-Tag', 'noindex')
})

intake.get('/:token', async (c) => {
  const link = await requireLink(c)
  return showPage(c, link)
})

intake.get('/:token/received', async (c) => {
  const link = await requireLink(c)
  const files = await listUploaded(c.var.deps.db, link.id)
  return c.html(<ReceivedList files={files} speaker={speakerOf(c, link)} />)
})

const withinLimit = bodyLimit({ maxSize: formMost + 100_000 })

/** Nothing is taken in of what comes by no link: it would lie in memory. */
intake.post('/:token', async (c) => {
  const link = await requireLink(c)
  await withinLimit(c, async () => undefined)
  const outcome = await takeForm(c.var.deps, link, await chosenIn(c))
  if (outcome !== 'fine') return showPage(c, link, outcome)
  const { language } = speakerOf(c, link)
  return c.redirect(`/u/${c.req.param('token')}?lang=${language}#received`, 303)
})

/** The protocol for large files. What began in time may end after it. */
intake.all('/:token/files/:id?', async (c) => {
  const { deps } = c.var
  const link = await requireLink(c, { finish: c.req.param('id') !== undefined })
  if (!deps.uploads) throw new Failure('not-found')
  return deps.uploads.answer(c.req.raw, link, receptionFor(deps, link))
})

intake.all('*', () => {
  throw new Failure('not-found')
})
intake.onError((error, c) => {
  const failure = isOutage(error) ? new Failure('database-unavailable') : error
  if (failure instanceof HTTPException && failure.status === 413) return tooLarge(c)
  if (!(failure instanceof Failure)) {
    c.var.deps.log.error('intake_error', { path: c.req.routePath }, error)
    return sendClosed(c, 'trouble', 500)
  }
  c.var.deps.metrics.refused.inc({ door: 'intake', code: failure.code })
  if (failure.retryable) c.header('Retry-After', '60')
  const reason = failure.code === 'not-found' ? 'unknown' : 'trouble'
  return sendClosed(c, failure.code === 'gone' ? 'ended' : reason, failure.status)
})

/** Whoever tries many tokens that are none is made to wait, whatever they find then. */
async function requireLink(c: Context<WithDeps>, wish = {}): Promise<OpenLink> {
  const { deps } = c.var
  const guesser = `upload-link:${clientAddress(c) ?? 'unknown'}`
  if (await isSpent(deps, guesser, guesses)) throw new Failure('too-many-requests')
  const link = await openLink(deps, c.req.param('token') ?? '', wish)
  if (link === 'unknown') {
    await countAttempt(deps, guesser, guesses)
    throw new Failure('not-found')
  }
  if (link === 'ended') throw new Failure('gone')
  return link
}

function speakerOf(c: Context<WithDeps>, link: OpenLink): Speaker {
  return speakerFor(link.line, c.req.query('lang'), link.language)
}

async function showPage(
  c: Context<WithDeps>,
  link: OpenLink,
  problem?: Exclude<Awaited<ReturnType<typeof takeForm>>, 'fine'>,
): Promise<Response> {
  const { deps } = c.var
  const files = await listUploaded(deps.db, link.id)
  const page = (
    <UploadPage
      token={c.req.param('token') ?? ''}
      link={link}
      files={files}
      speaker={speakerOf(c, link)}
      resumable={deps.uploads !== undefined}
      problem={problem}
    />
  )
  return sendPage(c, page, problem ? 422 : 200)
}

async function chosenIn(c: Context<WithDeps>): Promise<Chosen[]> {
  const form = await c.req.parseBody({ all: true }).catch(() => undefined)
  if (!form) throw new Failure('bad-request')
  const files = [form['files'] ?? []].flat().filter((one) => one instanceof File)
  return files.map((file) => ({ id: randomUUID(), file }))
}

/**
 * The form is too big to be read. A browser shows an answer only once it has sent everything, so a part of
 * what is still to come is let past.
 */
async function tooLarge(c: Context<WithDeps>): Promise<Response> {
  await letPast(c.req.raw.body)
  c.var.deps.metrics.refused.inc({ door: 'intake', code: 'too-large' })
  const link = await requireLink(c).catch(() => undefined)
  return link ? showPage(c, link, 'form-too-large') : sendClosed(c, 'trouble', 413)
}

async function letPast(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (!body || body.locked) return
  let left = letPastMost
  for await (const piece of body) {
    left -= piece.length
    if (left < 0) return
  }
}

function sendClosed(
  c: Context<WithDeps>,
  reason: 'unknown' | 'ended' | 'trouble',
  status: 404 | 410 | 500 | Failure['status'],
) {
  const language = languageFor(c.req.query('lang'), c.req.header('Accept-Language'))
  return sendPage(c, <Closed reason={reason} language={language} />, status)
}
