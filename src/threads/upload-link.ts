import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { findUploaded } from '../evidence/upload/store.ts'
import { mayLink } from '../evidence/upload/token.ts'
import { findTipThread } from './store.ts'

/**
 * Sends the person behind a tip a new link for originals, in their language. Throws `not-found`,
 * `cannot-reach` as `sendFollowUp` does, and `bad-config` where the line has no https.
 */
export async function sendUploadLink(
  deps: Deps,
  tip_id: string,
  sent_by: string,
): Promise<{ message_id: string }> {
  return offerLink(deps, { tip_id, because: 'asked', sent_by })
}

/** Tells the person that a file was too big for their app, and where it can go. */
export async function tellTooBig(deps: Deps, evidence_id: string): Promise<void> {
  const file = await findUploaded(deps.db, evidence_id)
  if (!file?.tip_id) return
  try {
    await offerLink(deps, { tip_id: file.tip_id, because: 'too-big', sent_by: 'system' })
  } catch (error) {
    if (!(error instanceof Failure) || error.retryable) throw error
    deps.log.info('link-not-sent', { evidence_id, code: error.code })
  }
}

async function offerLink(
  deps: Deps,
  given: { tip_id: string; because: 'asked' | 'too-big'; sent_by: string },
): Promise<{ message_id: string }> {
  const { tip_id, because, sent_by } = given
  if (!mayLink(deps.config)) throw new Failure('bad-config', 'Links need a PUBLIC_URL with https')
  const tip = await findTipThread(deps.db, tip_id)
  if (!tip) throw new Failure('not-found', 'no such tip')
  if (tip.reach !== 'yes') throw new Failure('cannot-reach', tip.reach)
  if (tip.stage === 'withdrawn') throw new Failure('cannot-reach', tip.stage)
  const happened = { id: randomUUID(), at: deps.now() }
  const event = { type: 'link-offered', ...happened, because, tip: tip_id } as const
  const turn = await deps.turns.advance({ from: 'inside', thread: tip.thread_id, event, sent_by })
  return { message_id: turn.message_id }
}
