import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type Guarded, requireWriter } from '../auth/guard.ts'
import { mayOpenOriginals } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import { admitToOriginal } from '../evidence/access.ts'
import { readExhibit, readExhibits, requireFile } from '../evidence/read.ts'
import { ExhibitRecord } from '../evidence/record.ts'
import { retryFile } from '../evidence/retry.ts'
import { openCopy } from '../evidence/view.ts'
import { requireTip } from '../tips/read.ts'
import { Reason } from '../tips/unseal.ts'
import { sendFile } from '../web/file.ts'
import { type Api, Code, Part, bytes, json, list, ok, pageOf } from './route.ts'

const One = z.object({ id: z.uuid() })

const listRoute = createRoute({
  method: 'get',
  path: '/v1/tips/{code}/evidence',
  summary: 'The files of a tip: exhibits by number, then what is not here yet',
  request: { params: z.object({ code: Code }), query: Part },
  responses: ok('One page of files', list(ExhibitRecord)),
})

const getRoute = createRoute({
  method: 'get',
  path: '/v1/evidence/{id}',
  summary: 'One file, without its bytes',
  request: { params: One },
  responses: ok('The file', ExhibitRecord),
})

const originalRoute = createRoute({
  method: 'get',
  path: '/v1/evidence/{id}/original',
  summary: 'The bytes as they arrived, or a part of them (Range); the ledger says who asked',
  request: {
    params: One,
    query: z.object({
      quarantined: z
        .enum(['true'])
        .optional()
        .openapi({ description: 'Needed for a file that the virus scanner found harmful' }),
    }),
  },
  responses: bytes('The bytes, always to be saved, never to be shown'),
})

const reasonedRoute = createRoute({
  method: 'post',
  path: '/v1/evidence/{id}/original',
  summary: 'The same for a reason, as it takes while it is happening now: a file may say where',
  request: {
    params: One,
    body: json(
      z.strictObject({
        reason: Reason.openapi({ description: 'Kept sealed, with who asked, in the ledger' }),
        quarantined: z.boolean().default(false),
      }),
    ),
  },
  responses: bytes('The bytes, always to be saved, never to be shown'),
})

const copyRoute = createRoute({
  method: 'get',
  path: '/v1/evidence/{id}/{look}',
  summary: 'A working copy to look at, without metadata',
  request: { params: One.extend({ look: z.enum(['thumbnail', 'preview']) }) },
  responses: bytes('The copy'),
})

const retryRoute = createRoute({
  method: 'post',
  path: '/v1/evidence/{id}/retry',
  summary: 'Asks the provider again for a file that could not be had',
  middleware: [requireWriter] as const,
  request: { params: One },
  responses: ok('The file as it is now', ExhibitRecord),
})

/** Mounts the routes on the files that people send. */
export function addEvidence(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const tip = await requireTip(c.var.deps, c.req.valid('param').code)
    const exhibits = await readExhibits(c.var.deps, tip)
    return c.json(
      pageOf(exhibits, ({ id }) => id, c.req.valid('query')),
      200,
    )
  })
  api.openapi(getRoute, async (c) =>
    c.json(await readExhibit(c.var.deps, c.req.valid('param').id), 200),
  )
  api.openapi(originalRoute, (c) => {
    const quarantined = c.req.valid('query').quarantined === 'true'
    return sendOriginal(c, c.req.valid('param').id, { quarantined })
  })
  api.openapi(reasonedRoute, (c) => sendOriginal(c, c.req.valid('param').id, c.req.valid('json')))
  api.openapi(copyRoute, async (c) => {
    const { id, look } = c.req.valid('param')
    return sendFile(c, await openCopy(c.var.deps, id, look))
  })
  api.openapi(retryRoute, async (c) => {
    const { deps, who } = c.var
    const { id } = c.req.valid('param')
    await retryFile(deps, id, who.id)
    return c.json(await readExhibit(deps, id), 200)
  })
}

async function sendOriginal(
  c: Context<Guarded>,
  id: string,
  { quarantined, reason }: { quarantined: boolean; reason?: string },
): Promise<Response> {
  const { deps, who } = c.var
  const { state } = await requireFile(deps, id)
  if (state === 'quarantined' && !quarantined) {
    throw new Failure('conflict', 'The file is in quarantine: ask with quarantined=true')
  }
  const wish = { by: who.id, may: mayOpenOriginals(who.role), as: 'downloaded', reason } as const
  const { row, manifest, read } = await admitToOriginal(deps, id, wish)
  const save_as = manifest.name ?? `exhibit-${row.exhibit ?? row.id}`
  return sendFile(c, { mime: manifest.mime, size: manifest.size, save_as, read })
}
