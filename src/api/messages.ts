import { createRoute, z } from '@hono/zod-openapi'
import { requireWriter } from '../auth/guard.ts'
import { type Template, templates } from '../conversation/templates.ts'
import { languages } from '../i18n/languages.ts'
import { say } from '../i18n/say.ts'
import { sendFollowUp } from '../threads/follow-up.ts'
import { writeCursor } from '../tips/cursor.ts'
import { readMessage, readMessages, requireTip } from '../tips/read.ts'
import { MessageRecord } from '../tips/record.ts'
import {
  type Api,
  Code,
  CursorParameter,
  Limit,
  Part,
  created,
  json,
  list,
  ok,
  pageOf,
} from './route.ts'

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

const FollowUp = z.union([
  z.strictObject({
    text: z.string().trim().min(1).max(4096),
    language: z.string().min(2).max(35).optional(),
  }),
  z
    .strictObject({ template: z.string().max(100) })
    .openapi({ description: "One of `/v1/templates`; it goes out in the person's language" }),
])

const TemplateRecord = z
  .object({
    id: z.string(),
    question: z
      .string()
      .nullable()
      .openapi({ description: 'What comes back is a new version of the answer to it' }),
    text: z.record(z.string(), z.string()).openapi({ description: 'By language' }),
  })
  .openapi('Template')

const templatesRoute = createRoute({
  method: 'get',
  path: '/v1/templates',
  summary: 'Reviewed questions to send, in every language',
  request: { query: Part },
  responses: ok('One page of templates', list(TemplateRecord)),
})

const postRoute = createRoute({
  method: 'post',
  path: '/v1/tips/{code}/messages',
  summary: 'Sends a follow-up into the same thread',
  middleware: [requireWriter] as const,
  request: {
    params: z.object({ code: Code }),
    body: json(FollowUp),
  },
  responses: created('The message, queued', MessageRecord),
})

function templateRecord({ id, question }: Template) {
  const text = languages.map(({ code }) => [code, say(code, `template.${id}`)])
  return { id, question: question ?? null, text: Object.fromEntries(text) }
}

/** Mounts the routes on a tip's thread. */
export function addMessages(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const tip = await requireTip(c.var.deps, c.req.valid('param').code)
    const { items, next } = await readMessages(c.var.deps, tip, { after: cursor, limit })
    return c.json({ items, next_cursor: writeCursor(next) }, 200)
  })
  api.openapi(templatesRoute, (c) =>
    c.json(
      pageOf(templates.map(templateRecord), ({ id }) => id, c.req.valid('query')),
      200,
    ),
  )
  api.openapi(postRoute, async (c) => {
    const { deps, who } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    const words = c.req.valid('json')
    const sent = await sendFollowUp(deps, { tip_id: tip.id, sent_by: who.id, ...words })
    return c.json(await readMessage(deps, tip, sent.message_id), 201)
  })
}
