import { createRoute, z } from '@hono/zod-openapi'
import {
  CheckpointRecord,
  EventRecord,
  readCheckpoints,
  readTipEvents,
} from '../ledger/history/read.ts'
import { requireTip } from '../tips/read.ts'
import { type Api, Code, Limit, list, ok } from './route.ts'

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
  api.openapi(checkpointsRoute, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { items, next } = await readCheckpoints(c.var.deps.db, { below: cursor, limit })
    return c.json({ items, next_cursor: written(next) }, 200)
  })
}

function written(cursor: number | null): string | null {
  return cursor === null ? null : String(cursor)
}
