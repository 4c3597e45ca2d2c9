import { ask } from './ask.ts'
import type { Effect } from './effect.ts'
import { asideFor } from './earlier.ts'
import type { Event, FollowUpSent, MessageEdited, SilencePassed } from './event.ts'
import { hear } from './hear.ts'
import { noteUploads, sendLink } from './offer-link.ts'
import { press } from './press.ts'
import { skipDetails, watch } from './safety.ts'
import { settleFinding } from './settle-finding.ts'
import type { Script } from './script.ts'
import { passSilence, stillWaits, waitForSilence } from './silence.ts'
import type { State } from './state.ts'
import { findTemplate } from './templates.ts'
import { begin, end, goOn, phrase, type Turn } from './turn.ts'

/** A state and what has to be done to make it true. */
export interface Step {
  state: State
  effects: Effect[]
}

/**
 * Decides what an event means. Pure: the same script, state and event always give the same step.
 * The effects hold exactly one `reply` or `mark-choices`, or neither: a deliberate silence.
 */
export function step(script: Script, state: State, event: Event): Step {
  switch (event.type) {
    case 'message-received':
      return turned(begin(script, state, event), (turn) => hear(turn, event))
    case 'button-pressed':
      return turned(begin(script, state, event), (turn) => press(turn, event))
    case 'unreadable-received':
      return turned(begin(script, state, event), hearUnreadable)
    case 'message-edited':
      return readEdit(script, state, event)
    case 'silence-passed':
      return hearSilence(script, state, event)
    case 'follow-up-sent':
      return followUp(state, event)
    case 'link-offered':
      return sendLink(script, state, event)
    case 'uploads-noted':
      return noteUploads(state, event)
    case 'finding-settled':
      return settleFinding(state, event)
    case 'reach-changed':
      return { state, effects: [{ type: 'set-reach', reach: event.reach }, ...stillWaits(state)] }
  }
}

function turned(turn: Turn, decide: (turn: Turn) => void): Step {
  decide(turn)
  skipDetails(turn)
  waitForSilence(turn)
  return end(turn)
}

function hearUnreadable(turn: Turn): void {
  if (!turn.tip.unsafe) ask(turn, [phrase('unreadable')])
}

/** New words of an old message are kept and never answered, but read for what is grave or masked. */
function readEdit(script: Script, state: State, event: MessageEdited): Step {
  if (!state.tip) return { state, effects: [] }
  const turn = goOn({ script, state, tip: state.tip }, event)
  watch(turn, event.text)
  skipDetails(turn)
  turn.effects.push(...stillWaits(state))
  return end(turn)
}

/** A clock that is early, or late for a silence that has been broken since, changes nothing. */
function hearSilence(script: Script, state: State, event: SilencePassed): Step {
  const { tip, waits } = state
  if (!tip || waits?.after !== event.after || event.at < waits.at) {
    return { state, effects: stillWaits(state) }
  }
  const turn = goOn({ script, state, tip }, event)
  passSilence(turn, event.after)
  return end(turn)
}

/** The next words are the answer to this, whatever the interview was asking. */
function followUp(state: State, { text, language, template, tip }: FollowUpSent): Step {
  const known = template === undefined ? undefined : findTemplate(template)
  const sent: Effect = known
    ? { type: 'send-phrase', phrase: phrase(`template.${known.id}`) }
    : { type: 'send-text', text, language }
  const aside = asideFor(state, tip)
  const place: Effect[] = aside ? [{ type: 'place-under', tip: aside.id }] : []
  return {
    state: { ...state, staff_waits: true, staff_asks: known?.question, aside },
    effects: [...place, sent],
  }
}
