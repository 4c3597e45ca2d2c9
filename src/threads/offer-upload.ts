import type { Effect } from '../conversation/effect.ts'
import { linkToken, linkUrl, mayLink, tokenHash } from '../evidence/upload/token.ts'
import type { Draft } from './draft.ts'

/**
 * Gives the turn a link for originals to speak of, and makes it if it is new. A line without https offers
 * none: files must not travel open.
 */
export function offerUpload(
  draft: Draft,
  { tip, link, until }: Extract<Effect, { type: 'offer-upload' }>,
): void {
  const { scene } = draft
  const { config, thread } = scene
  if (!mayLink(config)) return
  const token = linkToken(thread.key, link)
  draft.link = linkUrl(config, token)
  if (until === undefined) return
  const place = { thread_id: thread.id, tip_id: tip }
  const expires_at = new Date(until).toISOString()
  draft.rows.links.push({ id: link, ...place, token_hash: tokenHash(token), expires_at })
  draft.rows.events.push({
    ...{ ...place, actor: 'system', action: 'upload-link.made', objects: [] },
    details: { upload_link_id: link },
  })
}
