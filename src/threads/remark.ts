import type { Effect } from '../conversation/effect.ts'
import type { Action } from '../ledger/event.ts'
import type { Draft } from './draft.ts'

/** Writes down, beside the turn itself, what an effect means to whoever reads the history of a tip. */
export function remark(draft: Draft, effect: Effect): void {
  const action = meaningOf(effect)
  if (!action || !('tip' in effect)) return
  const { tip } = effect
  const isAnswer = effect.type === 'record-answer'
  const id = isAnswer ? `${tip}:${effect.question}:${effect.version}` : undefined
  draft.rows.events.push({
    ...{ thread_id: draft.scene.thread.id, tip_id: tip, actor: 'person', action },
    objects: draft.objects.filter((object) => object.id === id),
    details: isAnswer ? { script_version: effect.answer.script_version } : {},
  })
}

function meaningOf(effect: Effect): Action | undefined {
  if (effect.type === 'withdraw-tip') return 'tip.withdrawn'
  if (effect.type !== 'record-answer' || effect.answer.state !== 'answered') return undefined
  const { codes = [] } = effect.answer
  switch (effect.question) {
    case 'notice':
      return codes.includes('accepted') ? 'consent.given' : undefined
    case 'contact':
      return 'consent.changed'
    case 'read_back':
      return codes.includes('correct') ? 'statement.adopted' : 'statement.corrected'
    default:
      return undefined
  }
}
