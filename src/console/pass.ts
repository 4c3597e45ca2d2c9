import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { deriveSecret } from '../seal/keys.ts'

/** What a pass lets one person do with one original, for a while. */
export interface Pass {
  evidence_id: string
  who: string
  as: 'view' | 'save'
  /** The place is hidden, as it is happening now: one given before or after does not count. */
  hides: boolean
}

/** Long enough to watch a video; players ask for parts again and again. */
const lasts = 2 * 3600_000

/**
 * Issues a pass: whoever asked for an original, and was written down, may fetch it in as many parts as
 * a player wants. It is worth nothing to anybody else, and nothing later.
 */
export function issuePass(deps: Pick<Deps, 'keys' | 'now'>, pass: Pass): string {
  const until = deps.now() + lasts
  return `${until.toString(36)}.${sign(deps, pass, until)}`
}

/** Whether a pass is what `issuePass` gave, and still good. */
export function isGoodPass(deps: Pick<Deps, 'keys' | 'now'>, pass: Pass, given: string): boolean {
  const [time = '', signature = ''] = given.split('.')
  const until = parseInt(time, 36)
  if (!(until > deps.now())) return false
  const [mine, theirs] = [Buffer.from(sign(deps, pass, until)), Buffer.from(signature)]
  return mine.length === theirs.length && timingSafeEqual(mine, theirs)
}

function sign({ keys }: Pick<Deps, 'keys'>, pass: Pass, until: number): string {
  const { evidence_id, who, as, hides } = pass
  return createHmac('sha256', deriveSecret(keys, 'original-pass'))
    .update([evidence_id, who, as, hides, until].join(' '))
    .digest('base64url')
}
