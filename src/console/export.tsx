import type { Context } from 'hono'
import { z } from 'zod'
import { requireWriter } from '../auth/guard.ts'
import { mayExport, mayUnseal } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import { deliverPackage } from '../export/deliver.ts'
import { requireTip } from '../tips/read.ts'
import type { TipRow } from '../tips/store.ts'
import { Reason } from '../tips/unseal.ts'
import { isTakenBack } from '../tips/view.ts'
import { sendPage } from '../web/page.tsx'
import { Desk } from './frame.tsx'
import type { Console, ConsolePage } from './page.ts'
import type { Words } from './words.ts'

const path = '/tips/:code/export'
const kinds = ['plain', 'unmasked', 'identity'] as const

/** A form as it was typed, to be shown again. */
const Typed = z.object({
  what: z.enum(kinds).catch('plain'),
  reason: z.string().catch(''),
  to: z.string().catch(''),
})
type Typed = z.infer<typeof Typed>

const Form = z.object({
  what: z.enum(kinds),
  reason: z.union([z.literal('').transform(() => undefined), Reason]),
  to: z
    .string()
    .max(4000)
    .transform((lines) => lines.split(/\s+/).filter(Boolean)),
})

/** Takes a tip out: says what leaves and what stays before anything does. */
export const exportPage: ConsolePage = {
  path,
  add(app) {
    app.get(path, async (c) => showForm(c, await findTip(c)))
    app.post(path, requireWriter, async (c) => {
      const tip = await findTip(c)
      const sent = await c.req.parseBody()
      const form = Form.safeParse(sent)
      if (!form.success) return showForm(c, tip, Typed.parse(sent))
      const { what, ...wish } = form.data
      const { who, words, deps } = c.var
      if (what !== 'plain' && !mayUnseal(who.role)) throw new Failure('not-allowed')
      const kind = { identity: what === 'identity', unmasked: what === 'unmasked' }
      const language = words.language === 'es' ? 'es' : 'en'
      const request = { by: `staff:${who.id}`, language, ...kind, ...wish } as const
      try {
        return await deliverPackage(deps, tip, request)
      } catch (error) {
        if (error instanceof Failure && error.code === 'bad-request') {
          return showForm(c, tip, Typed.parse(sent))
        }
        throw error
      }
    })
  },
}

function findTip(c: Context<Console>): Promise<TipRow> {
  return requireTip(c.var.deps, (c.req.param('code') ?? '').toUpperCase())
}

/** The form; with what was typed, where that was refused. */
function showForm(c: Context<Console>, tip: TipRow, refused?: Typed) {
  const { words, who, destinations, deps } = c.var
  if (!mayExport(who.role) || isTakenBack(tip)) throw new Failure('not-allowed')
  const { code } = tip
  const title = words('export.title', { code })
  const page = (
    <Desk words={words} who={who} destinations={destinations} at="" title={title}>
      <div class="sheet export">
        <p class="crumb">
          <a href={`/console/tips/${code}`}>{code}</a>
        </p>
        <h1>{title}</h1>
        {refused && (
          <p class="alert" role="alert">
            {words('export.refused')}
          </p>
        )}
        <p>{words('export.intro')}</p>
        <Contents words={words} />
        {deps.exporter ? (
          <Wish words={words} may={mayUnseal(who.role)} typed={refused ?? Typed.parse({})} />
        ) : (
          <p class="alert">{words('export.not_here', { code })}</p>
        )}
      </div>
    </Desk>
  )
  return sendPage(c, page, refused ? 400 : 200)
}

function Contents({ words }: { words: Words }) {
  return (
    <>
      <h2>{words('export.inside')}</h2>
      <ul class="plain-list">
        {['statement', 'data', 'exhibits', 'ledger', 'papers'].map((one) => (
          <li>{words(`export.holds.${one}`)}</li>
        ))}
      </ul>
      <h2>{words('export.left')}</h2>
      <ul class="plain-list">
        {['identity', 'masked', 'files'].map((one) => (
          <li>{words(`export.leaves.${one}`)}</li>
        ))}
      </ul>
    </>
  )
}

function Wish({ words, may, typed }: { words: Words; may: boolean; typed: Typed }) {
  return (
    <form method="post" class="stack" data-saves="">
      <fieldset class="choices">
        <legend>{words('export.what')}</legend>
        {(may ? kinds : kinds.slice(0, 1)).map((kind) => (
          <label class="choice">
            <input type="radio" name="what" value={kind} checked={kind === typed.what} />
            {words(`export.${kind}`)}
          </label>
        ))}
      </fieldset>
      <label>
        {words('export.reason')}
        <textarea name="reason" rows={2} maxlength={1000} aria-describedby="export-rule">
          {typed.reason}
        </textarea>
      </label>
      <p class="hint" id="export-rule">
        {words('export.rule')}
      </p>
      <label>
        {words('export.to')}
        <textarea
          name="to"
          rows={2}
          maxlength={4000}
          class="code"
          spellcheck={false}
          autocomplete="off"
          aria-describedby="export-to"
        >
          {typed.to}
        </textarea>
      </label>
      <p class="hint" id="export-to">
        {words('export.to_hint')}
      </p>
      <button type="submit">{words('export.go')}</button>
    </form>
  )
}
