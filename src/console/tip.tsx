import type { Context } from 'hono'
import { z } from 'zod'
import { requireWriter } from '../auth/guard.ts'
import { mayExport, mayHold, mayUnseal, mayWrite } from '../auth/roles.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import type { Line } from '../lines/line.ts'
import { type Gallery, readGallery } from '../evidence/gallery.ts'
import { recordView } from '../ledger/viewed.ts'
import { sendFollowUp } from '../threads/follow-up.ts'
import { changeTip } from '../tips/change.ts'
import { decideHold, readHold } from '../tips/hold/hold.ts'
import { type Sight, readSight, requireTip } from '../tips/read.ts'
import { type TipRow, listAssignees, markSeen } from '../tips/store.ts'
import { isTakenBack } from '../tips/view.ts'
import { sendPage } from '../web/page.tsx'
import { Answers } from './answers.tsx'
import { DecisionForm, decisionOf, Decisions } from './decisions.tsx'
import { Exhibits } from './exhibits.tsx'
import { Desk } from './frame.tsx'
import { HoldForm, HoldPanel } from './hold.tsx'
import { timeAtLine } from './hours.tsx'
import { Law } from './law.tsx'
import { historyOf } from './history.tsx'
import { type Live, LivePart, sendLive } from './live.tsx'
import type { Console, ConsolePage } from './page.ts'
import { FlagMarks, SeverityMark, StatusMark } from './queue.tsx'
import { Reply } from './reply.tsx'
import { Thread } from './thread.tsx'
import { Ago, dateOf } from './times.tsx'
import { linksOf } from './upload-link.tsx'
import { type Words, failureText, languageName } from './words.ts'

/** Forms send line breaks as two characters, which count, and cost, as one when they are typed. */
const Typed = z.string().transform((text) => text.replaceAll('\r\n', '\n'))
const FollowUp = z.union([
  z.object({ template: z.string().min(1).max(100) }),
  z.object({ text: Typed, language: z.string().min(2).max(35) }),
])

/** One tip: what was answered beside what was said, and the way to ask more. */
export const tipPage: ConsolePage = {
  path: '/tips/:code',
  add(app) {
    app.get('/tips/:code', async (c) => showTip(c, await findRow(c)))
    app.get('/live/tips/:code', async (c) => {
      const row = await findRow(c)
      await see(c, row)
      return sendLive(c, sightPart(c, await readAll(c.var.deps, row)))
    })
    app.post('/tips/:code', requireWriter, async (c) => {
      const row = await findRow(c)
      const form = DecisionForm.safeParse(await c.req.parseBody())
      if (!form.success) throw new Failure('bad-request')
      const { deps, who } = c.var
      return settle(c, row, async () => changeTip(deps, row, decisionOf(form.data, row), who.id))
    })
    app.post('/tips/:code/hold', requireWriter, async (c) => {
      const { id: by, role } = c.var.who
      const row = await findRow(c)
      const form = HoldForm.safeParse(await c.req.parseBody())
      if (!form.success) throw new Failure('bad-request')
      if (!mayHold(role)) throw new Failure('not-allowed')
      return settle(c, row, () => decideHold(c.var.deps, row, { ...form.data, by }))
    })
    app.post('/tips/:code/messages', requireWriter, async (c) => {
      const row = await findRow(c)
      const form = FollowUp.safeParse(await c.req.parseBody())
      if (!form.success) throw new Failure('bad-request')
      const message = { ...form.data, tip_id: row.id, sent_by: c.var.who.id }
      const kept = 'text' in form.data ? form.data.text : undefined
      return settle(c, row, () => sendFollowUp(c.var.deps, message), kept)
    })
  },
}

function findRow(c: Context<Console>): Promise<TipRow> {
  return requireTip(c.var.deps, (c.req.param('code') ?? '').toUpperCase())
}

/**
 * Looking is reading, for those whose reading counts; auditors leave no trace in the queue. The guard would
 * write the look down after the page is made: here, so that the history on it has it.
 */
async function see(c: Context<Console>, row: TipRow): Promise<void> {
  await recordView(c.var.deps, row, c.var.who.id)
  if (row.unread > 0 && mayWrite(c.var.who.role)) await markSeen(c.var.deps.db, row.id)
}

/** Does what a form asked for and shows the tip again, with what went wrong and what was typed. */
async function settle(
  c: Context<Console>,
  row: TipRow,
  work: () => Promise<unknown>,
  text?: string,
): Promise<Response> {
  try {
    await work()
    return c.redirect(`/console/tips/${row.code}`, 303)
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'not-found') throw error
    c.var.deps.metrics.refused.inc({ door: 'console', code: error.code })
    const fresh = await requireTip(c.var.deps, row.code)
    return showTip(c, fresh, { failure: error, text })
  }
}

async function showTip(
  c: Context<Console>,
  row: TipRow,
  outcome: { failure?: Failure; text?: string | undefined } = {},
): Promise<Response> {
  const { deps, words, who, destinations } = c.var
  await see(c, row)
  const all = await readAll(deps, row)
  const { sight } = all
  const { tip } = sight
  const writes = mayWrite(who.role)
  const assignees = writes ? await listAssignees(deps.db) : []
  const hold = await readHold(deps, row)
  const { failure, text = '' } = outcome
  const traits = deps.channels[tip.channel].traits
  const timeZone = lineOf(deps, tip)?.time_zone ?? 'UTC'
  const replies = writes && tip.contact.reach === 'yes' && !isTakenBack(tip)
  const page = (
    <Desk words={words} who={who} destinations={destinations} at="" title={tip.code}>
      <div class="tip">
        <header class="tip-head">
          <div>
            <p class="crumb">
              <a href="/console">{words('tips.title')}</a>
            </p>
            <h1 class="code">{tip.code}</h1>
            {mayExport(who.role) && !isTakenBack(tip) && (
              <p class="hint">
                <a href={`/console/tips/${tip.code}/export`}>{words('export.link')}</a>
              </p>
            )}
          </div>
          {writes ? (
            <Decisions tip={tip} assignees={assignees} words={words} />
          ) : (
            <p class="marks">
              <StatusMark status={tip.status} words={words} />
              <SeverityMark severity={tip.severity} words={words} />
            </p>
          )}
          {failure && (
            <p class="alert" role="alert">
              {failureText(words, failure.code)}
            </p>
          )}
          {text && !replies && (
            <blockquote class="unsent" dir="auto">
              {text}
            </blockquote>
          )}
          <HoldPanel {...{ tip, hold, words, timeZone }} may={mayHold(who.role)} />
          <Law line={lineOf(deps, tip)} words={words} now={deps.now()} />
        </header>
        <LivePart part={sightPart(c, all)} />
        <div class="tip-reply">
          {replies && <Reply tip={tip} traits={traits} words={words} text={text} />}
        </div>
        {await linksOf(c, row, timeZone)}
        {await historyOf(c, row, timeZone)}
      </div>
    </Desk>
  )
  return sendPage(c, page, failure?.status)
}

/** A tip and its files. */
interface All {
  sight: Sight
  gallery: Gallery
}

async function readAll(deps: Deps, row: TipRow): Promise<All> {
  const [sight, gallery] = await Promise.all([readSight(deps, row), readGallery(deps, row)])
  return { sight, gallery }
}

function sightPart(c: Context<Console>, { sight, gallery }: All): Live {
  const { deps, words, who } = c.var
  const { tip } = sight
  const unseals = mayUnseal(who.role)
  const line = lineOf(deps, tip)
  const timeZone = line?.time_zone ?? 'UTC'
  return {
    id: 'sight',
    class: 'sight',
    path: `/console/live/tips/${tip.code}`,
    content: (
      <>
        <Facts sight={sight} words={words} line={line} now={deps.now()} unseals={unseals} />
        <div class="case">
          <Exhibits
            gallery={gallery}
            shown={{ code: tip.code, words, writes: mayWrite(who.role), now: deps.now() }}
          />
          <Answers tip={tip} words={words} timeZone={timeZone} writes={mayWrite(who.role)} />
        </div>
        <div class="talk">
          <header class="part-head">
            <h2 id="thread-title">{words('thread.title')}</h2>
            <a href="#reply" class="jump">
              {words('thread.jump')}
            </a>
          </header>
          <Thread sight={sight} words={words} timeZone={timeZone} unseals={unseals} />
          {tip.contact.reach !== 'yes' && (
            <p class="alert">{words(`reach.${tip.contact.reach}`)}</p>
          )}
          {tip.contact.may_contact === 'no' && tip.contact.reach === 'yes' && (
            <p class="alert">{words('reach.asked_not_to')}</p>
          )}
        </div>
      </>
    ),
  }
}

function lineOf({ lines }: Deps, { line }: Sight['tip']): Line | undefined {
  return lines.find(({ id }) => id === line)
}

function Facts(props: {
  sight: Sight
  words: Words
  line: Line | undefined
  now: number
  unseals: boolean
}) {
  const { sight, words, line, now, unseals } = props
  const { tip } = sight
  const { alias, identity_mode } = tip.contact
  const timeZone = line?.time_zone ?? 'UTC'
  const facts: (readonly [string, unknown])[] = [
    ['contact', identity_mode ? `${alias} · ${words(`identity.${identity_mode}`)}` : alias],
    ...(unseals && !isTakenBack(tip)
      ? [
          [
            'address',
            <a href={`/console/tips/${tip.code}/unseal`}>{words('unseal.ask')}</a>,
          ] as const,
        ]
      : []),
    ['channel', `${words(`channel.${tip.channel}`)} · ${languageName(words, tip.language)}`],
    ['line', line?.name ?? tip.line],
    ...(line ? [['time', timeAtLine(line, words, now)] as const] : []),
    ['coding', <a href={`/console/tips/${tip.code}/coding`}>{words('coding.open')}</a>],
    ...(tip.flags.length > 0
      ? [['flags', <FlagMarks flags={tip.flags} words={words} />] as const]
      : []),
    ['stage', words(`stage.${tip.stage}`)],
    ['received', <Ago at={tip.received_at} {...{ now, words, timeZone }} />],
    ['evidence', words('tips.files', { count: tip.evidence_count })],
    ...(isTakenBack(tip) ? [['erasure', erasure(tip, words, timeZone)] as [string, unknown]] : []),
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{words(`tip.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function erasure(
  { erased_at, erase_at, hold }: Sight['tip'],
  words: Words,
  timeZone: string,
): string {
  if (erased_at) return words('tip.erased')
  if (hold || !erase_at) return words('tip.held')
  return words('tip.erased_on', { day: dateOf(words, erase_at, timeZone) })
}
