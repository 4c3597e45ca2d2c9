import { createRoute, z } from '@hono/zod-openapi'
import { requireWriter } from '../auth/guard.ts'
import { sendFollowUp } from '../threads/follow-up.ts'
import { writeCursor } from '../tips/cursor.ts'
import { readMessage, readMessages, requireTip } from '../tips/read.ts'
import { MessageRecord } from '../tips/record.ts'
import { type Api, Code, CursorParameter, Limit, created, json, list, ok } from './route.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/v1/tips/{code}/messages',
  summary: 'What was said, oldest first',
  request: {
    params: z.object({ code: Code }),
    query: z.object({ cursor: CursorParameter, limit: Limit }),
  },
  responses: ok('One page of messages', list(MessageRecord)),
})

const postRoute = createRoute({
  method: 'post',
  path: '/v1/tips/{code}/messages',
  summary: 'Sends a follow-up into the same thread',
  middleware: [requireWriter] as const,
  request: {
    params: z.object({ code: Code }),
    body: json(
      z.strictObject({
        text: z.string().trim().min(1).max(4096),
        language: z.string().min(2).max(35).optional(),
      }),
    ),
  },
  responses: created('The message, queued', MessageRecord),
})

/** Mounts the routes on a tip's thread. */
export function addMessages(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const tip = await requireTip(c.var.deps, c.req.valid('param').code)
    const { items, next } = await readMessages(c.var.deps, tip, { after: cursor, limit })
    return c.json({ items, next_cursor: writeCursor(next) }, 200)
  })
  api.openapi(postRoute, async (c) => {
    const { deps, who } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    const { text, language = tip.language } = c.req.valid('json')
    const sent = await sendFollowUp(deps, { tip_id: tip.id, text, language, sent_by: who.id })
    return c.json(await readMessage(deps, tip, sent.message_id), 201)
  })
}
