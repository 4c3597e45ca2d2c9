import type { Context } from 'hono'
import { z } from 'zod'
import { requireWriter } from '../auth/guard.ts'
import { mayWrite } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import { type LinkRecord, readLinks } from '../evidence/upload/link.ts'
import { mayLink } from '../evidence/upload/token.ts'
import { endUploadLinks, sendUploadLink } from '../threads/upload-link.ts'
import { requireTip } from '../tips/read.ts'
import type { TipRow } from '../tips/store.ts'
import type { Console, ConsolePage } from './page.ts'
import { dayOf } from './times.tsx'
import type { Words } from './words.ts'

const Wish = z.object({ do: z.enum(['send', 'end']) })

/** What staff may do with a tip's link for originals. */
export const uploadLinkPage: ConsolePage = {
  path: '/tips/:code/upload-link',
  add(app) {
    app.post('/tips/:code/upload-link', requireWriter, async (c) => {
      const { deps, who } = c.var
      const tip = await requireTip(deps, (c.req.param('code') ?? '').toUpperCase())
      const form = Wish.safeParse(await c.req.parseBody())
      if (!form.success) throw new Failure('bad-request')
      if (form.data.do === 'send') await sendUploadLink(deps, tip.id, who.id)
      else await endUploadLinks(deps, tip, `staff:${who.id}`)
      return c.redirect(`/console/tips/${tip.code}#upload-link`, 303)
    })
  },
}

/** The links of a tip for its page; nothing of one that was taken back. */
export async function linksOf(c: Context<Console>, row: TipRow, timeZone: string) {
  const { deps, words, who } = c.var
  if (row.stage === 'withdrawn' || row.erased_at) return <></>
  const writes = mayWrite(who.role)
  const sends = writes && row.reach === 'yes' && mayLink(deps.config)
  const links = await readLinks(deps, row)
  return <UploadLinks {...{ code: row.code, links, sends, writes, words, timeZone }} />
}

interface Shown {
  code: string
  links: LinkRecord[]
  /** The person can be written to, and who looks may do so. */
  sends: boolean
  writes: boolean
  words: Words
  timeZone: string
}

/** Until when they work, how often they were used, and the way to end or renew them. */
function UploadLinks(props: Shown) {
  const { code, links, sends, writes, words } = props
  const open = links.some(({ works }) => works)
  return (
    <section class="upload-link" id="upload-link" aria-labelledby="upload-link-title">
      <h2 id="upload-link-title">{words('upload.title')}</h2>
      {links.length === 0 && <p class="hint">{words('upload.none')}</p>}
      <ul>
        {links.map((link) => (
          <li>
            {linkText(link, props)} <small>{words('upload.used', { count: link.used })}</small>
          </li>
        ))}
      </ul>
      <form method="post" action={`/console/tips/${code}/upload-link`}>
        {sends && (
          <button name="do" value="send" class="quiet">
            {words('upload.send')}
          </button>
        )}
        {writes && open && (
          <button name="do" value="end" class="quiet">
            {words('upload.end')}
          </button>
        )}
      </form>
    </section>
  )
}

function linkText(
  { works, expires_at, revoked_at }: LinkRecord,
  { words, timeZone }: Shown,
): string {
  const day = (at: Date) => dayOf(words, at.toISOString(), timeZone)
  if (revoked_at) return words('upload.ended', { day: day(revoked_at) })
  return words(works ? 'upload.works' : 'upload.over', { day: day(expires_at) })
}
