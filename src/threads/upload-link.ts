import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { endLinks } from '../evidence/upload/link.ts'
import { countUploads, findUploaded } from '../evidence/upload/store.ts'
import { mayLink } from '../evidence/upload/token.ts'
import type { Actor } from '../ledger/event.ts'
import { asItStands, requireReachable } from './as-it-stands.ts'
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

/** Ends every link of a tip that still works, and lets the conversation forget it. Returns how many. */
export async function endUploadLinks(
  deps: Deps,
  tip: { id: string; thread_id: string },
  actor: Actor,
): Promise<number> {
  const ended = await endLinks(deps, tip, actor)
  if (ended > 0) await noteUploads(deps, tip.id)
  return ended
}

/** Lets the conversation know what came by link. A file that nobody knows any more changes nothing. */
export async function noteUploaded(deps: Deps, evidence_id: string): Promise<void> {
  const file = await findUploaded(deps.db, evidence_id)
  if (file?.tip_id) await noteUploads(deps, file.tip_id)
}

/**
 * A tip that another took the place of is not told any more: nothing is remembered of it. What was told is
 * counted again: another note may have come in between with more in it.
 */
async function noteUploads(deps: Deps, tip_id: string, before?: Standing): Promise<void> {
  const tip = await findTipThread(deps.db, tip_id)
  if (!tip?.key || tip.told !== tip_id) return
  const at = deps.now()
  const standing = await countUploads(deps.db, tip_id, new Date(at))
  if (JSON.stringify(standing) === JSON.stringify(before)) return
  const event = { type: 'uploads-noted', id: randomUUID(), at, tip: tip_id, ...standing } as const
  await deps.turns.advance({ from: 'inside', thread: tip.thread_id, event, sent_by: 'system' })
  await noteUploads(deps, tip_id, standing)
}

type Standing = Awaited<ReturnType<typeof countUploads>>

async function offerLink(
  deps: Deps,
  given: { tip_id: string; because: 'asked' | 'too-big'; sent_by: string },
): Promise<{ message_id: string }> {
  const { tip_id, because, sent_by } = given
  if (!mayLink(deps.config)) throw new Failure('bad-config', 'Links need a PUBLIC_URL with https')
  return asItStands(deps, tip_id, async (tip) => {
    requireReachable(tip)
    const happened = { id: randomUUID(), at: deps.now() }
    const event = { type: 'link-offered', ...happened, because, tip: tip_id } as const
    const { thread_id: thread, version } = tip
    const turn = await deps.turns.advance({ from: 'inside', thread, event, sent_by, version })
    return { message_id: turn.message_id }
  })
}
