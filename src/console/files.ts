import { Hono } from 'hono'
import { getExtension } from 'hono/utils/mime'
import { z } from 'zod'
import { requireSession } from '../auth/guard.ts'
import { mayOpenOriginals } from '../auth/roles.ts'
import { isOutage } from '../db/outage.ts'
import { Failure } from '../errors.ts'
import { hidesPlace, type Original, openOriginal, requireFile } from '../evidence/read.ts'
import { openCopy } from '../evidence/view.ts'
import { sendFile } from '../web/file.ts'
import { isGoodPass } from './pass.ts'
import type { Console } from './page.ts'

const Id = z.uuid()

/** Where the usual ending is not the one that is known for the type. */
const endings: Record<string, string> = { 'image/jpeg': 'jpg', 'video/quicktime': 'mov' }

/**
 * Bytes that people sent, apart from the pages and under a policy of their own: nothing in them ever
 * runs. Copies are for all who may see the tip; an original takes a pass.
 */
export const files = new Hono<Console>()

files.use(requireSession)

files.get('/:id/:look{thumbnail|preview}', async (c) => {
  const look = c.req.param('look') === 'preview' ? 'preview' : 'thumbnail'
  const copy = await openCopy(c.var.deps, idOf(c.req.param('id')), look)
  c.header('Cache-Control', 'private, max-age=3600')
  return sendFile(c, copy)
})

files.get('/:id/:as{view|save}/:pass', async (c) => {
  const { deps, who } = c.var
  const id = idOf(c.req.param('id'))
  const as = c.req.param('as') === 'save' ? 'save' : 'view'
  const file = await requireFile(deps, id)
  const pass = { evidence_id: id, who: who.id, as, hides: hidesPlace(file) } as const
  const may = mayOpenOriginals(who.role) && (as === 'save' || file.state === 'stored')
  if (!may || !isGoodPass(deps, pass, c.req.param('pass'))) {
    throw new Failure('not-allowed')
  }
  const { row, manifest, read } = await openOriginal(deps, id)
  const { mime, size } = manifest
  c.header('Cache-Control', 'no-store')
  const saved = as === 'save' && { save_as: nameOf(row, mime) }
  return sendFile(c, { mime, size, read, ...saved })
})

files.all('*', () => {
  throw new Failure('not-found')
})
files.onError((error, c) => {
  const failure = isOutage(error) ? new Failure('database-unavailable') : error
  if (failure instanceof Failure) return c.text(`${failure.code}\n`, failure.status)
  c.var.deps.log.error('console_error', { path: c.req.routePath }, failure)
  return c.text('internal\n', 500)
})

/** What a saved file is called: its tip and number, and the ending of its kind. Nobody's words. */
function nameOf({ code, exhibit }: Original['row'], mime: string): string {
  const kind = /^\w+\/([a-z0-9]{2,5})$/.exec(mime)?.[1]
  return `${code}-E${exhibit ?? 0}.${endings[mime] ?? getExtension(mime) ?? kind ?? 'bin'}`
}

function idOf(text: string): string {
  const id = Id.safeParse(text)
  if (!id.success) throw new Failure('not-found')
  return id.data
}
