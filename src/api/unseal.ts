import { createRoute, z } from '@hono/zod-openapi'
import type { Identity } from '../auth/roles.ts'
import { mayUnseal } from '../auth/roles.ts'
import { requireTip } from '../tips/read.ts'
import { MessageRecord } from '../tips/record.ts'
import { ContactRecord, Reason, unmaskMessage, unsealContact } from '../tips/unseal.ts'
import { type Api, Code, json, ok } from './route.ts'

const Body = z.strictObject({
  reason: Reason.openapi({ description: 'Kept sealed, with who asked, in the ledger' }),
})

const unmaskRoute = createRoute({
  method: 'post',
  path: '/v1/tips/{code}/messages/{id}/unmask',
  summary: 'Shows what is masked in a message; leaves an event',
  request: { params: z.object({ code: Code, id: z.uuid() }), body: json(Body) },
  responses: ok('The message as it was written', MessageRecord),
})

const unsealRoute = createRoute({
  method: 'post',
  path: '/v1/tips/{code}/unseal',
  summary: 'Shows the address behind the contact; leaves an event',
  request: { params: z.object({ code: Code }), body: json(Body) },
  responses: ok('Who wrote, and to which address of the line', ContactRecord),
})

/** Mounts the routes to what views hide. Whoever may not is refused, and that is an event too. */
export function addUnseal(api: Api): void {
  api.openapi(unmaskRoute, async (c) => {
    const { code, id } = c.req.valid('param')
    const tip = await requireTip(c.var.deps, code)
    const request = asked(c.var.who, c.req.valid('json').reason)
    return c.json(await unmaskMessage(c.var.deps, tip, id, request), 200)
  })
  api.openapi(unsealRoute, async (c) => {
    const tip = await requireTip(c.var.deps, c.req.valid('param').code)
    const request = asked(c.var.who, c.req.valid('json').reason)
    return c.json(await unsealContact(c.var.deps, tip, request), 200)
  })
}

function asked({ id, role }: Identity, reason: string) {
  return { by: id, may: mayUnseal(role), reason }
}
