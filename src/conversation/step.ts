import { ask } from './ask.ts'
import type { Effect } from './effect.ts'
import type { Event, FollowUpSent } from './event.ts'
import { hear } from './hear.ts'
import { press } from './press.ts'
import type { Script } from './script.ts'
import type { State } from './state.ts'
import { begin, end, phrase, type Turn } from './turn.ts'

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
    case 'follow-up-sent':
      return followUp(state, event)
    case 'reach-changed':
      return { state, effects: [{ type: 'set-reach', reach: event.reach }] }
    case 'message-edited':
    case 'silence-passed':
      return { state, effects: [] }
  }
}

function turned(turn: Turn, decide: (turn: Turn) => void): Step {
  decide(turn)
  return end(turn)
}

function hearUnreadable(turn: Turn): void {
  if (!turn.tip.unsafe) ask(turn, [phrase('unreadable')])
}

/** The next words are the answer to this, whatever the interview was asking. */
function followUp(state: State, { text, language }: FollowUpSent): Step {
  return {
    state: { ...state, staff_waits: true },
    effects: [{ type: 'send-text', text, language }],
  }
}
