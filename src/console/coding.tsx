import type { Context } from 'hono'
import type { z } from 'zod'
import { requireWriter } from '../auth/guard.ts'
import { mayWrite } from '../auth/roles.ts'
import { Coding } from '../conversation/record.ts'
import { Failure } from '../errors.ts'
import { codeTip, type CodingRecord, readCodings } from '../tips/coding/coding.ts'
import { readQuotables } from '../tips/coding/quote.ts'
import { requireTip } from '../tips/read.ts'
import type { TipRow } from '../tips/store.ts'
import { sendPage } from '../web/page.tsx'
import { codeLabel, Fields } from './coding-fields.tsx'
import { addRow, readForm, removeRow, rowsOf, type Typed, sections } from './coding-form.ts'
import {
  type Misquotes,
  pickQuotes,
  QuotedWords,
  removeQuote,
  Said,
  type Source,
} from './coding-quotes.tsx'
import { Desk } from './frame.tsx'
import type { Console, ConsolePage } from './page.ts'
import type { Words } from './words.ts'

const path = '/tips/:code/coding'

/** What staff code of a tip: who was there, who the agents were, what was done act by act. */
export const codingPage: ConsolePage = {
  path,
  add(app) {
    app.get(path, async (c) => {
      const tip = await requireTip(c.var.deps, c.req.param('code').toUpperCase())
      const [newest] = await readCodings(c.var.deps, tip)
      const saved = c.req.query('saved') !== undefined
      return show(c, tip, { typed: newest?.coding ?? {}, after: newest?.version ?? 0, saved })
    })
    app.post(path, requireWriter, async (c) => {
      const tip = await requireTip(c.var.deps, c.req.param('code').toUpperCase())
      const sent = await c.req.parseBody({ all: true })
      const after = Number(sent['after']) || 0
      const messages = await readQuotables(c.var.deps, tip)
      const { typed, misquotes } = pickQuotes(readForm(sent), sent, messages)
      const { add, remove, quote, unquote } = sent
      if (typeof add === 'string') {
        const fresh = `${add}.${rowsOf(typed, add).length}`
        return show(c, tip, { typed: addRow(typed, add), after, fresh })
      }
      if (typeof remove === 'string')
        return show(c, tip, { typed: removeRow(typed, remove), after })
      if (typeof unquote === 'string')
        return show(c, tip, { typed: removeQuote(typed, unquote), after, misquotes })
      if (typeof quote === 'string' || misquotes.size > 0)
        return show(c, tip, { typed, after, misquotes })
      return save(c, tip, { typed, after })
    })
  },
}

interface Draft {
  typed: Typed
  /** The version that it follows. */
  after: number
  fresh?: string
  saved?: boolean
  issues?: z.core.$ZodIssue[]
  /** Words that are in none of the messages they were looked for in. */
  misquotes?: Misquotes
  /** What somebody else saved meanwhile. */
  theirs?: CodingRecord | undefined
}

/** Saves a new version. What cannot be saved is shown again as it was typed. */
async function save(c: Context<Console>, tip: TipRow, draft: Draft): Promise<Response> {
  const { deps, who } = c.var
  const coding = Coding.safeParse(draft.typed)
  if (!coding.success) return show(c, tip, { ...draft, issues: coding.error.issues })
  try {
    await codeTip(deps, tip, { coding: coding.data, after: draft.after, coded_by: who.id })
    return c.redirect(`/console/tips/${tip.code}/coding?saved`, 303)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'conflict') throw error
    const [theirs] = await readCodings(deps, tip)
    if (!theirs || theirs.version === draft.after) throw error
    return show(c, tip, { ...draft, after: theirs.version, theirs })
  }
}

async function show(c: Context<Console>, tip: TipRow, draft: Draft) {
  const { deps, words, who, destinations } = c.var
  const messages = await readQuotables(deps, tip)
  const timeZone = deps.lines.find(({ id }) => id === tip.line_id)?.time_zone ?? 'UTC'
  const source = { messages, words, timeZone }
  const title = words('coding.title', { code: tip.code })
  const { after, issues = [], misquotes, theirs, saved } = draft
  const page = (
    <Desk words={words} who={who} destinations={destinations} at="" title={title}>
      <div class="sheet wide">
        <p class="crumb">
          <a href={`/console/tips/${tip.code}`}>{tip.code}</a>
        </p>
        <h1>{title}</h1>
        <p class="hint">{words('coding.intro')}</p>
        <p class="hint">
          {after > 0 ? words('coding.version', { version: after }) : words('coding.first')}
        </p>
        {saved && <p role="status">{words('coding.saved')}</p>}
        {issues.length > 0 && <Wrong issues={issues} words={words} />}
        {misquotes && misquotes.size > 0 && (
          <p class="alert" role="alert" id="misquoted">
            {words('coding.misquoted')}
          </p>
        )}
        {theirs && <Theirs record={theirs} source={source} />}
        <Said {...source} />
        {mayWrite(who.role) && tip.key ? (
          <form method="post" class="coding" action={`/console/tips/${tip.code}/coding`}>
            <input type="hidden" name="after" value={String(after)} />
            <button type="submit">{words('coding.save')}</button>
            <Fields {...draft} source={source} />
            <button type="submit">{words('coding.save')}</button>
          </form>
        ) : (
          <Summary coding={draft.typed} source={source} />
        )}
      </div>
    </Desk>
  )
  return sendPage(c, page, statusOf(draft))
}

function statusOf({ issues, misquotes, theirs }: Draft): 200 | 400 | 409 {
  if (theirs) return 409
  return issues || misquotes?.size ? 400 : 200
}

function Wrong({ issues, words }: { issues: z.core.$ZodIssue[]; words: Words }) {
  return (
    <div class="alert" role="alert">
      <p>{words('coding.wrong')}</p>
      <ul>
        {issues.map(({ code, path: at }) => (
          <li>
            {at.map((part) => nameOf(part, words)).join(' ')}
            {code === 'custom' && `: ${words('coding.broken')}`}
          </li>
        ))}
      </ul>
    </div>
  )
}

function nameOf(part: PropertyKey, words: Words): string {
  return typeof part === 'number' ? String(part + 1) : words(`coding.field.${String(part)}`)
}

function Theirs({ record, source }: { record: CodingRecord; source: Source }) {
  const { words } = source
  return (
    <div class="alert" role="alert">
      <p>{words('coding.conflict', { version: record.version })}</p>
      <details>
        <summary>{words('coding.theirs')}</summary>
        <Summary coding={record.coding ?? {}} source={source} />
      </details>
    </div>
  )
}

/** A coding to be read, field by field. */
function Summary({ coding, source }: { coding: Typed; source: Source }) {
  const { words } = source
  const rows = sections.flatMap(({ name }) =>
    rowsOf(coding, name).map((row) => ({
      name: words(`coding.field.${name}`),
      text: lineOf(row, words),
      row,
    })),
  )
  const single = Object.entries(coding)
    .filter(([name]) => !sections.some((section) => section.name === name))
    .map(([name, value]) => ({
      name: words(`coding.field.${name}`),
      text: textOf(value, words),
      row: {},
    }))
  const lines = [...rows, ...single]
  if (lines.length === 0) return <p class="hint">{words('coding.read_only')}</p>
  return (
    <dl class="facts">
      {lines.map(({ name, text, row }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            {text}
            <QuotedWords row={row} source={source} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function lineOf(row: Typed, words: Words): string {
  const fields = Object.entries(row).filter(([name]) => name !== 'quotes' && name !== 'label')
  const said = fields.map(
    ([name, value]) => `${words(`coding.field.${name}`)}: ${textOf(value, words)}`,
  )
  return [row['label'], said.join(' · ')].filter(Boolean).join(': ')
}

function textOf(value: unknown, words: Words): string {
  return [value]
    .flat()
    .map((one) => codeLabel(words, String(one)))
    .join(', ')
}
