import { createRoute, z } from '@hono/zod-openapi'
import { tipSchema } from '../tips/tip-schema.ts'
import { type Api, ok } from './route.ts'

const schemaRoute = createRoute({
  method: 'get',
  path: '/v1/schema/tip.json',
  summary: 'The JSON Schema of a tip',
  responses: ok('JSON Schema, draft 2020-12', z.record(z.string(), z.unknown())),
})

/** Mounts the JSON Schema of a tip (draft 2020-12). */
export function addSchema(api: Api): void {
  api.openapi(schemaRoute, (c) => c.json(tipSchema(), 200))
}
