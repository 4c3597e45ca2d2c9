import type { Context } from 'hono'
import { z } from 'zod'
import { mayUnseal } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import { readMessage, requireTip } from '../tips/read.ts'
import type { MessageRecord } from '../tips/record.ts'
import type { TipRow } from '../tips/store.ts'
import {
  type ContactRecord,
  Reason,
  type Request,
  unmaskMessage,
  unsealContact,
} from '../tips/unseal.ts'
import { sendPage } from '../web/page.tsx'
import { Desk } from './frame.tsx'
import { Masked, UntilSafe } from './masked.tsx'
import type { Console, ConsolePage } from './page.ts'
import type { Words } from './words.ts'

const Form = z.object({ reason: Reason })
const Id = z.uuid()
const messagePath = '/tips/:code/messages/:id/unmask'
const contactPath = '/tips/:code/unseal'

/**
 * What views hide, for a reason. A page of its own, so that what was opened does not stay on a screen
 * that goes on updating, and a reason being typed is not lost to an update.
 */
export const unsealPage: ConsolePage = {
  path: messagePath,
  add(app) {
    app.get(messagePath, async (c) => {
      const { tip, id } = await findMessageOf(c)
      const message = await readMessage(c.var.deps, tip, id)
      return showAsk(c, tip, 'message', <Message message={message} words={c.var.words} />)
    })
    app.post(messagePath, async (c) => {
      const { tip, id } = await findMessageOf(c)
      const message = await unmaskMessage(c.var.deps, tip, id, await readRequest(c))
      return show(c, tip, 'message', <Message message={message} words={c.var.words} />)
    })
    app.get(contactPath, async (c) => showAsk(c, await findTip(c), 'contact'))
    app.post(contactPath, async (c) => {
      const tip = await findTip(c)
      const contact = await unsealContact(c.var.deps, tip, await readRequest(c))
      return show(c, tip, 'contact', <Contact contact={contact} words={c.var.words} />)
    })
  },
}

function findTip(c: Context<Console>): Promise<TipRow> {
  return requireTip(c.var.deps, (c.req.param('code') ?? '').toUpperCase())
}

async function findMessageOf(c: Context<Console>): Promise<{ tip: TipRow; id: string }> {
  const id = Id.safeParse(c.req.param('id'))
  if (!id.success) throw new Failure('not-found')
  return { tip: await findTip(c), id: id.data }
}

async function readRequest(c: Context<Console>): Promise<Request> {
  const form = Form.safeParse(await c.req.parseBody())
  if (!form.success) throw new Failure('bad-request')
  const { id, role } = c.var.who
  return { by: id, may: mayUnseal(role), reason: form.data.reason }
}

type What = 'message' | 'contact'

function showAsk(c: Context<Console>, tip: TipRow, what: What, hidden?: unknown) {
  if (!mayUnseal(c.var.who.role)) throw new Failure('not-allowed')
  const { words } = c.var
  const form = (
    <>
      {hidden}
      <form method="post" class="stack">
        <label>
          {words('unseal.reason')}
          <textarea
            name="reason"
            rows={3}
            required
            minlength={3}
            maxlength={1000}
            autofocus
            aria-describedby="unseal-rule"
          ></textarea>
        </label>
        <p class="hint" id="unseal-rule">
          {words('unseal.rule')}
        </p>
        <button type="submit">{words('unseal.show')}</button>
      </form>
    </>
  )
  return show(c, tip, what, form)
}

function show(c: Context<Console>, { code }: TipRow, what: What, content: unknown) {
  const { words, who, destinations } = c.var
  const title = words(`unseal.${what}`, { code })
  return sendPage(
    c,
    <Desk words={words} who={who} destinations={destinations} at="" title={title}>
      <div class="sheet">
        <p class="crumb">
          <a href={`/console/tips/${code}`}>{code}</a>
        </p>
        <h1>{title}</h1>
        {content}
      </div>
    </Desk>,
  )
}

function Message({ message, words }: { message: MessageRecord; words: Words }) {
  const versions = [message, ...message.edits]
  return (
    <>
      {versions.map(({ text, hidden }) => (
        <blockquote dir="auto" lang={message.language}>
          {text === null ? (
            words('thread.unreadable')
          ) : (
            <Masked text={text} hidden={hidden} words={words} />
          )}
        </blockquote>
      ))}
      {message.until_safe && <UntilSafe words={words} />}
    </>
  )
}

function Contact({ contact, words }: { contact: ContactRecord; words: Words }) {
  const { address, to, name } = contact
  return (
    <dl class="facts">
      {[
        ['address', address],
        ['name', name ?? words('unseal.no_name')],
        ['to', to],
      ].map(([label, value]) => (
        <div>
          <dt>{words(`unseal.${label}`)}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
