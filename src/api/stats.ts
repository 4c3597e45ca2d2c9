import { createRoute, z } from '@hono/zod-openapi'
import { readStats, StatsRecord } from '../tips/stats/stats.ts'
import { Storable } from '../tips/storable.ts'
import { type Api, Moment, ok } from './route.ts'

const statsRoute = createRoute({
  method: 'get',
  path: '/v1/stats',
  summary: 'How many tips there are, and of what kind',
  request: {
    query: z.object({
      line: Storable.max(100).optional(),
      since: Moment.optional().openapi({ description: 'Received at or after' }),
      until: Moment.optional().openapi({ description: 'Received before' }),
    }),
  },
  responses: ok('Counts', StatsRecord),
})

/** Mounts the counts. */
export function addStats(api: Api): void {
  api.openapi(statsRoute, async (c) =>
    c.json(await readStats(c.var.deps, c.req.valid('query')), 200),
  )
}
