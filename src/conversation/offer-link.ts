import type { Effect } from './effect.ts'
import type { LinkOffered, UploadsNoted } from './event.ts'
import type { Script } from './script.ts'
import { stillWaits } from './silence.ts'
import type { State } from './state.ts'
import { type Turn, updateTip } from './turn.ts'

const day = 24 * 3_600_000
/** A link that ends sooner than this is not offered again: who gets it may take their time. */
const leastLeft = 3 * day

/** Offers the tip's link for originals along with this reply: the one there is, or a new one. */
export function offerLink(turn: Turn): void {
  const { event, script, tip, effects } = turn
  if (effects.some(({ type }) => type === 'offer-upload')) return
  if (tip.link && tip.link.until - event.at > leastLeft) {
    effects.push({ type: 'offer-upload', tip: tip.id, link: tip.link.id })
    return
  }
  const link = { id: event.id, until: event.at + script.link_days * day }
  updateTip(turn, { link })
  effects.push({ type: 'offer-upload', tip: tip.id, link: link.id, until: link.until })
}

/** Sends a new link by itself. Who was sent one by staff gets that one from then on. */
export function sendLink(script: Script, state: State, event: LinkOffered) {
  const { tip } = state
  const link = { id: event.id, until: event.at + script.link_days * day }
  const key = event.because === 'too-big' ? 'too_big' : 'upload_link'
  const effects: Effect[] = [
    { type: 'place-under', tip: event.tip },
    { type: 'offer-upload', tip: event.tip, link: link.id, until: link.until },
    { type: 'send-phrase', phrase: { key, linked: key } },
  ]
  const isCurrent = tip?.id === event.tip
  return { state: isCurrent ? { ...state, tip: { ...tip, link } } : state, effects }
}

/** Remembers what came by link, and speaks no more of one that was ended. Nothing is said. */
export function noteUploads(state: State, { tip: id, files, works }: UploadsNoted) {
  const effects = stillWaits(state)
  const { tip } = state
  if (tip?.id !== id) return { state, effects }
  return {
    state: { ...state, tip: { ...tip, uploaded: files, link: works ? tip.link : undefined } },
    effects,
  }
}
