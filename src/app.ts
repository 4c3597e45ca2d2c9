import { Hono, type MiddlewareHandler } from 'hono'
import { api } from './api/index.ts'
import { consolePages } from './console/index.tsx'
import { ping } from './db/store.ts'
import { isOutage } from './db/outage.ts'
import type { WithDeps } from './deps.ts'
import { Failure } from './errors.ts'
import { intake } from './intake/index.tsx'
import { webhooks } from './webhooks/index.ts'

/** The whole HTTP surface. `open` gives each request its `Deps`; a root may mount more. */
export function createApp(open: MiddlewareHandler<WithDeps>): Hono<WithDeps> {
  const app = new Hono<WithDeps>()
  app.get('/healthz', (c) => c.text('up\n'))
  app.use(open)
  app.get('/readyz', async (c) => {
    await ping(c.var.deps.db)
    return c.text('ready\n')
  })
  app.get('/metrics', async (c) => c.text(await c.var.deps.metrics.text()))
  app.get('/', (c) => c.redirect(c.var.deps.config.demo ? '/simulator' : '/console'))
  app.route('/webhooks', webhooks)
  app.route('/api', api)
  app.route('/console', consolePages)
  app.route('/u', intake)
  app.onError((error, c) => {
    const failure = isOutage(error) ? new Failure('database-unavailable') : error
    if (!(failure instanceof Failure)) {
      c.var.deps?.log.error('request-failed', { path: c.req.routePath }, error)
      return c.text('Something went wrong on our side.\n', 500)
    }
    if (failure.retryable) c.header('Retry-After', '5')
    return c.text(`${failure.code}\n`, failure.status)
  })
  return app
}
