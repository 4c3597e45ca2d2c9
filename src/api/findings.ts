import { createRoute, z } from '@hono/zod-openapi'
import { requireWriter } from '../auth/guard.ts'
import { settleFinding } from '../threads/settle-finding.ts'
import { readTip, requireTip } from '../tips/read.ts'
import { TipRecord } from '../tips/record.ts'
import { type Api, Code, json, ok } from './route.ts'

const Verdict = z.strictObject({
  right: z.boolean().openapi({ description: 'False: it is not what the person meant' }),
  version: z.int().positive().openapi({ description: 'The version of the answer that was seen' }),
})

const settleRoute = createRoute({
  method: 'post',
  path: '/v1/tips/{code}/findings/{question}',
  summary: 'Says whether what was read from the account is right; every version before stays',
  middleware: [requireWriter] as const,
  request: {
    params: z.object({ code: Code, question: z.string().max(100) }),
    body: json(Verdict),
  },
  responses: ok('The tip as it is now', TipRecord),
})

/** Mounts the route on what was read from accounts. */
export function addFindings(api: Api): void {
  api.openapi(settleRoute, async (c) => {
    const { deps, who } = c.var
    const { code, question } = c.req.valid('param')
    const tip = await requireTip(deps, code)
    await settleFinding(deps, tip, { ...c.req.valid('json'), question, by: who.id })
    return c.json(await readTip(deps, await requireTip(deps, code)), 200)
  })
}
