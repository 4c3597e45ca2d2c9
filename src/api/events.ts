import { createRoute, z } from '@hono/zod-openapi'
import { mayAudit } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import {
  ActivityRecord,
  CheckpointRecord,
  EventRecord,
  readActivity,
  readCheckpoints,
  readTipEvents,
} from '../ledger/history/read.ts'
import { requireTip } from '../tips/read.ts'
import { Storable } from '../tips/storable.ts'
import { type Api, Code, Limit, list, Moment, ok } from './route.ts'

const Cursor = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().openapi({
  type: 'string',
  description: 'The next_cursor of the page before',
})
const Page = z.object({ cursor: Cursor, limit: Limit })

const eventsRoute = createRoute({
  method: 'get',
  path: '/v1/tips/{code}/events',
  summary: 'Everything that happened to a tip, in the order it arrived',
  request: { params: z.object({ code: Code }), query: Page },
  responses: ok('One page of events', list(EventRecord)),
})

const activityRoute = createRoute({
  method: 'get',
  path: '/v1/events',
  summary: 'What staff and operators did, the newest first; for administrators and auditors',
  request: {
    query: Page.extend({
      actor: Storable.max(100).optional().openapi({ description: 'An actor_id' }),
      action: Storable.max(100).optional().openapi({
        description: 'An action, or the first part of several, such as `original`',
      }),
      since: Moment.optional().openapi({ description: 'At or after' }),
      until: Moment.optional().openapi({ description: 'Before' }),
    }),
  },
  responses: ok('One page of events', list(ActivityRecord)),
})

const checkpointsRoute = createRoute({
  method: 'get',
  path: '/v1/checkpoints',
  summary: 'Signed checkpoints of the ledger, the newest first',
  request: { query: Page },
  responses: ok('One page of checkpoints', list(CheckpointRecord)),
})

/** Mounts the routes on the ledger. */
export function addEvents(api: Api): void {
  api.openapi(eventsRoute, async (c) => {
    const { deps } = c.var
    const { cursor, limit } = c.req.valid('query')
    const tip = await requireTip(deps, c.req.valid('param').code)
    const { items, next } = await readTipEvents(deps.db, tip.id, { after: cursor, limit })
    return c.json({ items, next_cursor: written(next) }, 200)
  })
  api.openapi(activityRoute, async (c) => {
    const { deps, who } = c.var
    if (!mayAudit(who.role)) throw new Failure('not-allowed')
    const { cursor, limit, ...filter } = c.req.valid('query')
    const { items, next } = await readActivity(deps.db, filter, { below: cursor, limit })
    return c.json({ items, next_cursor: written(next) }, 200)
  })
  api.openapi(checkpointsRoute, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { items, next } = await readCheckpoints(c.var.deps.db, { below: cursor, limit })
    return c.json({ items, next_cursor: written(next) }, 200)
  })
}

function written(cursor: number | null): string | null {
  return cursor === null ? null : String(cursor)
}
