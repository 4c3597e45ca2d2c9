import { createRoute, z } from '@hono/zod-openapi'
import { requireWriter } from '../auth/guard.ts'
import { type LinkRecord, readLinks } from '../evidence/upload/link.ts'
import { endUploadLinks, sendUploadLink } from '../threads/upload-link.ts'
import { readMessage, requireTip } from '../tips/read.ts'
import { MessageRecord } from '../tips/record.ts'
import { type Api, Code, Part, created, list, ok, pageOf } from './route.ts'

const time = z.iso.datetime()

const UploadLink = z
  .object({
    id: z.uuid(),
    created_at: time,
    expires_at: time,
    revoked_at: time.nullable(),
    used: z.int().openapi({ description: 'How many files came by it' }),
    works: z.boolean(),
  })
  .openapi('UploadLink')

const params = z.object({ code: Code })

const listRoute = createRoute({
  method: 'get',
  path: '/v1/tips/{code}/upload-link',
  summary: 'The links for originals that were made for a tip, newest first',
  request: { params, query: Part },
  responses: ok('One page of them', list(UploadLink)),
})

const postRoute = createRoute({
  method: 'post',
  path: '/v1/tips/{code}/upload-link',
  summary: 'Sends the person a new link for originals, in their language',
  middleware: [requireWriter] as const,
  request: { params },
  responses: created('The message with the link, queued', MessageRecord),
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/tips/{code}/upload-link',
  summary: 'Ends every link for originals of a tip',
  middleware: [requireWriter] as const,
  request: { params },
  responses: ok('How many there were', z.object({ ended: z.int() })),
})

function record({ created_at, expires_at, revoked_at, ...rest }: LinkRecord) {
  return {
    ...rest,
    created_at: created_at.toISOString(),
    expires_at: expires_at.toISOString(),
    revoked_at: revoked_at?.toISOString() ?? null,
  }
}

/** Mounts the routes on a tip's links for originals. */
export function addUploadLink(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const tip = await requireTip(c.var.deps, c.req.valid('param').code)
    const links = (await readLinks(c.var.deps, tip)).map(record)
    return c.json(
      pageOf(links, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })
  api.openapi(postRoute, async (c) => {
    const { deps, who } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    const { message_id } = await sendUploadLink(deps, tip.id, who.id)
    return c.json(await readMessage(deps, tip, message_id), 201)
  })
  api.openapi(deleteRoute, async (c) => {
    const { deps, who } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    return c.json({ ended: await endUploadLinks(deps, tip, `staff:${who.id}`) }, 200)
  })
}
