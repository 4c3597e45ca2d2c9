import type { Context } from 'hono'
import { z } from 'zod'
import { requireWriter } from '../auth/guard.ts'
import { mayOpenOriginals, mayWrite } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import { admitToOriginal } from '../evidence/access.ts'
import { type Gallery, readGallery } from '../evidence/gallery.ts'
import { lookAgain } from '../evidence/inspection/look-again.ts'
import type { ExhibitRecord } from '../evidence/record.ts'
import { retryFile } from '../evidence/retry.ts'
import { hidesPlace } from '../tips/masking.ts'
import { requireTip } from '../tips/read.ts'
import type { TipRow } from '../tips/store.ts'
import { Reason } from '../tips/unseal.ts'
import { isShowable } from '../web/file.ts'
import { sendPage } from '../web/page.tsx'
import { Damage, exhibitName, Links, Look, stateOf } from './exhibits.tsx'
import { ExhibitFacts } from './exhibit-facts.tsx'
import { Desk } from './frame.tsx'
import { Original } from './original.tsx'
import { isGoodPass, issuePass } from './pass.ts'
import type { Console, ConsolePage } from './page.ts'
import type { Words } from './words.ts'

const path = '/tips/:code/exhibits/:id'
const Wish = z.object({ as: z.enum(['view', 'save']), reason: Reason.optional() })

/** One file of a tip: its copy, everything known of it, and the deliberate way to the original. */
export const exhibitPage: ConsolePage = {
  path,
  add(app) {
    app.get(path, async (c) => showExhibit(c, await findExhibit(c)))
    app.post(`${path}/original`, async (c) => {
      const found = await findExhibit(c)
      const form = Wish.safeParse(await c.req.parseBody())
      if (!form.success) throw new Failure('bad-request')
      return c.redirect(await admit(c, found, form.data), 303)
    })
    app.post(`${path}/retry`, requireWriter, async (c) => {
      const { exhibit, tip } = await findExhibit(c)
      const again = exhibit.state === 'failed' ? retryFile : lookAgain
      await again(c.var.deps, exhibit.id, c.var.who.id)
      return c.redirect(`/console/tips/${tip.code}#exhibit-${exhibit.id}`, 303)
    })
  },
}

interface Found {
  tip: TipRow
  exhibit: ExhibitRecord
  gallery: Gallery
}

/** A file under another tip's code is not there. */
async function findExhibit(c: Context<Console>): Promise<Found> {
  const tip = await requireTip(c.var.deps, (c.req.param('code') ?? '').toUpperCase())
  const gallery = await readGallery(c.var.deps, tip)
  const exhibit = gallery.exhibits.find(({ id }) => id === c.req.param('id'))
  if (!exhibit) throw new Failure('not-found')
  return { tip, exhibit, gallery }
}

/** Writes down that somebody opens an original and says where it can be fetched for a while. */
async function admit(
  c: Context<Console>,
  { tip, exhibit }: Found,
  { as, reason }: z.infer<typeof Wish>,
) {
  const { deps, who } = c.var
  if (as === 'view' && exhibit.state !== 'stored') throw new Failure('bad-request')
  await admitToOriginal(deps, exhibit.id, {
    ...{ by: who.id, may: mayOpenOriginals(who.role) },
    as: as === 'view' ? 'viewed' : 'downloaded',
    reason,
  })
  const pass = issuePass(deps, {
    ...{ evidence_id: exhibit.id, who: who.id, as },
    hides: hidesPlace(tip),
  })
  if (as === 'view') return `/console/tips/${tip.code}/exhibits/${exhibit.id}?pass=${pass}`
  return `/console/files/${exhibit.id}/save/${pass}`
}

function showExhibit(c: Context<Console>, { tip, exhibit, gallery }: Found) {
  const { deps, words, who, destinations } = c.var
  const name = exhibitName(exhibit, words)
  const line = deps.lines.find(({ id }) => id === tip.line_id)
  const shown = { code: tip.code, words, writes: mayWrite(who.role), now: deps.now() }
  const frame = { words, who, destinations, at: '', title: `${name} · ${tip.code}` }
  const original = originalAt(c, tip, exhibit)
  return sendPage(
    c,
    <Desk {...frame}>
      <div class="exhibit">
        <header class="exhibit-head">
          <p class="crumb">
            <a href={`/console/tips/${tip.code}`}>{tip.code}</a>
          </p>
          <h1>
            {name} <small>{words(`file.${exhibit.kind}`)}</small>
          </h1>
          {exhibit.state !== 'stored' && <p class="alert">{stateOf(exhibit, words)}</p>}
          <Damage exhibit={exhibit} words={words} />
          <Links exhibit={exhibit} gallery={gallery} shown={shown} />
        </header>
        <div class="exhibit-look">
          {original ? (
            <Shown exhibit={exhibit} src={original} words={words} />
          ) : (
            <Look exhibit={exhibit} words={words} look="preview" />
          )}
          <Original
            exhibit={exhibit}
            action={`/console/tips/${tip.code}/exhibits/${exhibit.id}/original`}
            may={mayOpenOriginals(who.role)}
            asksWhy={hidesPlace(tip)}
            words={words}
          />
        </div>
        <div class="exhibit-known">
          <p class="hint">{words('exhibits.file_says')}</p>
          <ExhibitFacts exhibit={exhibit} words={words} timeZone={line?.time_zone ?? 'UTC'} />
          <AllTags exhibit={exhibit} words={words} />
        </div>
      </div>
    </Desk>,
  )
}

/** Where the original can be fetched, for whoever holds a good pass for it. */
function originalAt(
  c: Context<Console>,
  tip: TipRow,
  { id, mime, state }: ExhibitRecord,
): string | undefined {
  const { deps, who } = c.var
  const pass = c.req.query('pass')
  if (!pass || state !== 'stored' || !isShowable(mime ?? '')) return undefined
  const mine = { evidence_id: id, who: who.id, as: 'view', hides: hidesPlace(tip) } as const
  const good = isGoodPass(deps, mine, pass)
  return good ? `/console/files/${id}/view/${pass}` : undefined
}

/** The original itself. Nothing plays, or sounds, until somebody wants it to. */
function Shown({ exhibit, src, words }: { exhibit: ExhibitRecord; src: string; words: Words }) {
  const label = words('exhibits.original_of', { name: exhibitName(exhibit, words) })
  if (exhibit.kind === 'video') {
    return (
      <video
        class="original"
        controls
        muted
        preload="metadata"
        src={src}
        aria-label={label}
      ></video>
    )
  }
  if (exhibit.kind === 'audio') {
    return <audio class="original" controls preload="metadata" src={src} aria-label={label}></audio>
  }
  return <img class="original" src={src} alt={label} />
}

function AllTags({ exhibit, words }: { exhibit: ExhibitRecord; words: Words }) {
  const { metadata } = exhibit
  if (!metadata) return null
  const code = metadata.error_code
  if (code)
    return <p class="hint">{words('exhibits.no_tags', { why: words(`exhibits.none.${code}`) })}</p>
  const tags = Object.entries(metadata.tags)
  return (
    <details class="tags">
      <summary>
        {words('exhibits.all_tags', { count: tags.length, tool: metadata.tool ?? '' })}
      </summary>
      <dl>
        {tags.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd dir="auto">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
