import { randomUUID } from 'node:crypto'
import { findTemplate } from '../conversation/templates.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { say } from '../i18n/say.ts'
import { asItStands, requireReachable, type StandingTip } from './as-it-stands.ts'
import { openAsked } from './asked-tip.ts'

/** An investigator's message to the person behind a tip: words of their own, or a template. */
export type FollowUp = {
  tip_id: string
  /** Id of the investigator or token. */
  sent_by: string
} & (
  | {
      text: string
      /** Language the text is written in; the thread's own when absent. */
      language?: string | undefined
    }
  /** One of `conversation/templates.ts`; it goes out in the person's language. */
  | { template: string }
)

/**
 * Sends into the tip's own thread: stored at once as `queued`, sent by a job. Throws `not-found`,
 * `bad-request` when the text is empty, too long for the channel or no template of ours, and
 * `cannot-reach` when the tip was taken back or erased, or they or their carrier stopped our messages.
 */
export async function sendFollowUp(
  deps: Deps,
  followUp: FollowUp,
): Promise<{ message_id: string }> {
  return asItStands(deps, followUp.tip_id, (tip) => write(deps, followUp, tip))
}

async function write(
  deps: Deps,
  followUp: FollowUp,
  tip: StandingTip,
): Promise<{ message_id: string }> {
  requireReachable(tip)
  const words = wordsOf(followUp, tip.language)
  const { limit } = deps.channels[tip.channel].traits
  if (!words.text) throw new Failure('bad-request', 'the message is empty')
  if (words.text.length > limit) throw new Failure('bad-request', `longer than ${limit} characters`)
  const asked = tip.told === tip.id ? {} : { tip: await openAsked(deps, tip) }
  const base = { type: 'follow-up-sent', id: randomUUID(), at: deps.now() } as const
  const event = { ...base, ...words, ...asked }
  const [{ sent_by }, { thread_id: thread, version }] = [followUp, tip]
  const turn = await deps.turns.advance({ from: 'inside', thread, event, sent_by, version })
  return { message_id: turn.message_id }
}

function wordsOf(followUp: FollowUp, own: string) {
  if ('text' in followUp) return { text: followUp.text.trim(), language: followUp.language ?? own }
  const template = findTemplate(followUp.template)
  if (!template) throw new Failure('bad-request', 'there is no such template')
  return { text: say(own, `template.${template.id}`), language: own, template: template.id }
}
