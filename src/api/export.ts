import { createRoute, z } from '@hono/zod-openapi'
import { requireWriter } from '../auth/guard.ts'
import { mayUnseal } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import { deliverPackage } from '../export/deliver.ts'
import { requireTip } from '../tips/read.ts'
import { Reason } from '../tips/unseal.ts'
import { type Api, Code, bytes, json } from './route.ts'

const language = z
  .enum(['en', 'es'])
  .default('en')
  .openapi({ description: "Of the report's labels" })
const One = z.object({ code: Code })

const getRoute = createRoute({
  method: 'get',
  path: '/v1/tips/{code}/export',
  summary: 'The tip as one zip file that anybody can check (BagIt); leaves events',
  middleware: [requireWriter] as const,
  request: { params: One, query: z.object({ language }) },
  responses: bytes('The package'),
})

const Wish = z.strictObject({
  language,
  unmasked: z.boolean().default(false).openapi({ description: 'Show words that views hide' }),
  identity: z
    .boolean()
    .default(false)
    .openapi({ description: 'Who wrote, in a package of its own; needs `to`' }),
  reason: Reason.optional().openapi({ description: 'Kept sealed, with who asked, in the ledger' }),
  to: z
    .array(z.string().max(200))
    .max(20)
    .default([])
    .openapi({ description: 'age public keys; the answer is then encrypted to them' }),
})

const postRoute = createRoute({
  method: 'post',
  path: '/v1/tips/{code}/export',
  summary: 'The same encrypted, with hidden words, or who wrote; hidden things need a reason',
  middleware: [requireWriter] as const,
  request: { params: One, body: json(Wish) },
  responses: bytes('The package'),
})

/** Mounts the routes to packages. A reason comes in the body: addresses are written to logs. */
export function addExport(api: Api): void {
  api.openapi(getRoute, async (c) => {
    const { deps, who } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    const { language } = c.req.valid('query')
    const request = { language, identity: false, unmasked: false, to: [] }
    return deliverPackage(deps, tip, { by: `staff:${who.id}`, ...request })
  })
  api.openapi(postRoute, async (c) => {
    const { deps, who } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    const wish = c.req.valid('json')
    if ((wish.identity || wish.unmasked) && !mayUnseal(who.role)) throw new Failure('not-allowed')
    return deliverPackage(deps, tip, { by: `staff:${who.id}`, ...wish })
  })
}
