import type { Child } from 'hono/jsx'
import { z } from 'zod'
import { requireWriter } from '../auth/guard.ts'
import { Failure } from '../errors.ts'
import { settleFinding } from '../threads/settle-finding.ts'
import { requireTip } from '../tips/read.ts'
import type { AnswerRecord } from '../tips/record.ts'
import type { ConsolePage } from './page.ts'
import type { Words } from './words.ts'

const path = '/tips/:code/findings/:question'
const Form = z.object({
  version: z.coerce.number().int().positive(),
  right: z.enum(['yes', 'no']).transform((right) => right === 'yes'),
})

/** Where staff say whether what was read from an account is right. */
export const findingsPage: ConsolePage = {
  path,
  add(app) {
    app.post(path, requireWriter, async (c) => {
      const { deps, who } = c.var
      const tip = await requireTip(deps, c.req.param('code').toUpperCase())
      const form = Form.safeParse(await c.req.parseBody())
      if (!form.success) throw new Failure('bad-request')
      const question = c.req.param('question')
      await settleFinding(deps, tip, { ...form.data, question, by: who.id })
      return c.redirect(`/console/tips/${tip.code}#answer-${question}`, 303)
    })
  },
}

/** Something was read from the account, and nobody has said yes or no to it. */
export function isOpen({ finding }: AnswerRecord): boolean {
  return finding?.confirmed === 'no'
}

/** What was read, as that: marked, beside where it stands, with a yes and a no for those who may. */
export function Finding(props: {
  code: string
  question: string
  answer: AnswerRecord
  writes: boolean
  words: Words
  children: Child
}) {
  const { code, question, answer, writes, words, children } = props
  const { finding, version } = answer
  const [span] = finding?.spans ?? []
  return (
    <div class="finding">
      <p class="finding-mark">
        {words('finding.unconfirmed')}{' '}
        {span && <a href={`#message-${span.message_id}`}>{words('finding.where')}</a>}
      </p>
      {children}
      {writes && (
        <form method="post" action={`/console/tips/${code}/findings/${question}`}>
          <input type="hidden" name="version" value={String(version ?? '')} />
          <button type="submit" name="right" value="yes" class="quiet">
            {words('finding.confirm')}
          </button>
          <button type="submit" name="right" value="no" class="quiet">
            {words('finding.refuse')}
          </button>
        </form>
      )}
    </div>
  )
}
