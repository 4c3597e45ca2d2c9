import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { findTipThread } from './store.ts'

/** An investigator's message to the person behind a tip. */
export interface FollowUp {
  tip_id: string
  text: string
  /** Language the text is written in; the thread's own when absent. */
  language?: string
  /** Id of the investigator or token. */
  sent_by: string
}

/**
 * Sends into the tip's own thread: stored at once as `queued`, sent by a job. Throws `not-found`,
 * `bad-request` when the text is empty or too long for the channel, and `cannot-reach` when the
 * person or their carrier has stopped our messages.
 */
export async function sendFollowUp(
  deps: Deps,
  followUp: FollowUp,
): Promise<{ message_id: string }> {
  const tip = await findTipThread(deps.db, followUp.tip_id)
  if (!tip) throw new Failure('not-found', 'no such tip')
  if (tip.reach !== 'yes') throw new Failure('cannot-reach', tip.reach)
  const { limit } = deps.channels[tip.channel].traits
  const text = followUp.text.trim()
  if (!text) throw new Failure('bad-request', 'the message is empty')
  if (text.length > limit) throw new Failure('bad-request', `longer than ${limit} characters`)
  const language = followUp.language ?? tip.language
  const event = {
    type: 'follow-up-sent',
    id: randomUUID(),
    at: deps.now(),
    text,
    language,
  } as const
  const { sent_by } = followUp
  const turn = await deps.turns.advance({ from: 'inside', thread: tip.thread_id, event, sent_by })
  return { message_id: turn.message_id }
}
