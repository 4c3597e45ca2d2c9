import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { except } from 'hono/combine'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import type { Context } from 'hono'
import { requireSession } from '../auth/guard.ts'
import { isOutage } from '../db/outage.ts'
import { Failure } from '../errors.ts'
import { pageHeaders, sendPage } from '../web/page.tsx'
import { activityPage } from './activity.tsx'
import { codingPage } from './coding.tsx'
import { Ended, fieldsOf } from './ended.tsx'
import { exportPage } from './export.tsx'
import { exhibitPage } from './exhibit.tsx'
import { files } from './files.ts'
import { type Destination, Doorway, assets } from './frame.tsx'
import { findingsPage } from './findings.tsx'
import { ledgerPage } from './ledger.tsx'
import { linesPage } from './lines.tsx'
import type { Console, ConsolePage } from './page.ts'
import { signInPage } from './sign-in.tsx'
import { tipPage } from './tip.tsx'
import { tipsPage } from './tips.tsx'
import { uploadLinkPage } from './upload-link.tsx'
import { unsealPage } from './unseal.tsx'
import { welcomePage } from './welcome.tsx'
import { failureText, wordsFor } from './words.ts'

/** Every page. A new one is its file and one line here. */
const pages: ConsolePage[] = [
  tipsPage,
  tipPage,
  exhibitPage,
  exportPage,
  unsealPage,
  uploadLinkPage,
  codingPage,
  findingsPage,
  linesPage,
  activityPage,
  ledgerPage,
  signInPage,
  welcomePage,
]
const open = pages.flatMap(({ path, open }) => (open ? [`/console${path}`] : []))

/** The investigators' pages, mounted at `/console`. */
export const consolePages = new Hono<Console>()

consolePages.route('/assets', assets.routes)
consolePages.route('/files', files)
consolePages.use(pageHeaders())
consolePages.use(async (c, next) => {
  const words = wordsFor(c.req.header('Accept-Language'))
  c.set('words', words)
  await next()
})
/** A coding may hold much; all other forms are small. */
const wide = `/console${codingPage.path}`
consolePages.use(except(wide, bodyLimit({ maxSize: 100_000 })))
consolePages.use(codingPage.path, bodyLimit({ maxSize: 1_000_000 }))
consolePages.use(
  csrf({
    origin: (origin, c: Context<Console>) =>
      [new URL(c.req.url).origin, new URL(c.var.deps.config.public_url).origin].includes(origin),
  }),
)
/** What is broken on its way is no fault of ours. Pages parse it again from what is kept of it here. */
consolePages.use(async (c, next) => {
  await c.req.parseBody().catch(() => {
    throw new Failure('bad-request')
  })
  await next()
})
consolePages.use(except(open, requireSession))
consolePages.use(
  except(open, async (c: Context<Console>, next) => {
    c.set('destinations', destinationsOf(c.var))
    await next()
  }),
)
for (const page of pages) page.add(consolePages)

consolePages.all('*', () => {
  throw new Failure('not-found')
})
consolePages.onError((error, c) => {
  const failure = isOutage(error) ? new Failure('database-unavailable') : error
  if (failure instanceof Failure) return answerFailure(failure, c)
  if (failure instanceof HTTPException) {
    const code = failure.status === 413 ? 'too-large' : 'not-allowed'
    return answerFailure(new Failure(code), c)
  }
  c.var.deps.log.error('console_error', { path: c.req.routePath }, failure)
  return sendPage(c, <Trouble code="internal" words={c.var.words} />, 500)
})

function destinationsOf({ words, who }: Console['Variables']): Destination[] {
  return pages.flatMap(({ path, name, may }) => {
    if (!name || (may && !may(who.role))) return []
    return [{ path: `/console${path === '/' ? '' : path}`, label: words(name) }]
  })
}

/** A page that says what is wrong. */
function answerFailure(failure: Failure, c: Context<Console>): Response | Promise<Response> {
  const { words, deps } = c.var
  if (failure.code === 'not-signed-in') return askToSignIn(c)
  deps.metrics.refused.inc({ door: 'console', code: failure.code })
  if (failure.retryable) c.header('Retry-After', '5')
  return sendPage(c, <Trouble code={failure.code} words={words} />, failure.status)
}

/** A form that came too late did nothing and says so; a page is shown again after signing in. */
async function askToSignIn(c: Context<Console>): Promise<Response> {
  if (c.req.header('HX-Request')) return c.body(null, 401, { 'HX-Refresh': 'true' })
  const { pathname, search } = new URL(c.req.url)
  if (c.req.method !== 'GET') {
    const fields = await fieldsOf(c)
    return sendPage(c, <Ended path={pathname} fields={fields} words={c.var.words} />, 401)
  }
  return c.redirect(`/console/sign-in?next=${encodeURIComponent(pathname + search)}`, 303)
}

function Trouble({ code, words }: { code: string; words: Console['Variables']['words'] }) {
  return (
    <Doorway words={words} title={words('trouble.title')}>
      <p>{failureText(words, code)}</p>
      <p>
        <a href="/console">{words('trouble.back')}</a>
      </p>
    </Doorway>
  )
}
