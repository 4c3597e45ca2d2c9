import { createRoute, z } from '@hono/zod-openapi'
import { requireWriter } from '../auth/guard.ts'
import { Coding } from '../conversation/record.ts'
import { CodingRecord, codeTip, readCodings } from '../tips/coding/coding.ts'
import { requireTip } from '../tips/read.ts'
import { type Api, Code, Part, json, list, ok, pageOf } from './route.ts'

const getRoute = createRoute({
  method: 'get',
  path: '/v1/tips/{code}/coding',
  summary: 'What staff coded, the newest version first',
  request: { params: z.object({ code: Code }), query: Part },
  responses: ok('One page of versions', list(CodingRecord)),
})

const putRoute = createRoute({
  method: 'put',
  path: '/v1/tips/{code}/coding',
  summary: 'Codes the tip anew; every version before stays',
  middleware: [requireWriter] as const,
  request: {
    params: z.object({ code: Code }),
    query: z.object({
      after: z.coerce
        .number()
        .int()
        .min(0)
        .openapi({ type: 'integer', description: 'The version this one follows; 0 for the first' }),
    }),
    body: json(Coding),
  },
  responses: ok('All versions', list(CodingRecord)),
})

/** Mounts the routes on what staff code. */
export function addCoding(api: Api): void {
  api.openapi(getRoute, async (c) => {
    const tip = await requireTip(c.var.deps, c.req.valid('param').code)
    const codings = await readCodings(c.var.deps, tip)
    return c.json(
      pageOf(codings, ({ version }) => String(version), c.req.valid('query')),
      200,
    )
  })
  api.openapi(putRoute, async (c) => {
    const { deps, who } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    const { after } = c.req.valid('query')
    await codeTip(deps, tip, { coding: c.req.valid('json'), after, coded_by: who.id })
    return c.json({ items: await readCodings(deps, tip), next_cursor: null }, 200)
  })
}
