import { randomUUID } from 'node:crypto'
import { newState, State, takesGuess } from '../conversation/state.ts'
import { step } from '../conversation/step.ts'
import { scriptFor } from '../i18n/script.ts'
import { openJson } from '../seal/seal.ts'
import { apply } from './apply.ts'
import { type Decision, finishDraft, newDraft } from './draft.ts'
import { type Arrived, toEvent } from './inbound.ts'
import { remark } from './remark.ts'
import { type Decider, openScene, type Scene, type Start } from './scene.ts'
import type { Arrival } from './turns.ts'

/**
 * Decides one turn: opens the thread, lets the core step, and drafts the rows. If the core fails on
 * what came, it is kept raw and the thread stays where it was: nobody is lost to a bug of ours.
 */
export function decide(deps: Decider, arrival: Arrival, start: Start): Decision {
  const scene = openScene(deps, arrival, start)
  try {
    return play(scene, arrival)
  } catch (error) {
    if (arrival.from === 'inside') throw error
    deps.log.error('turn-kept-raw', { thread_id: scene.thread.id }, error)
    return keepRaw(scene, arrival)
  }
}

function play(scene: Scene, arrival: Arrival): Decision {
  const before = openState(scene)
  const arrived = arrive(scene, arrival, takesGuess(before))
  const { state, effects } = step(scriptFor(scene.line), before, arrived.event)
  const under = effects.find((effect) => effect.type === 'place-under')?.tip
  // What an edit brings belongs where its message stands.
  const tip_id = under ?? scene.thread.edited?.tip_id ?? state.tip?.id ?? before.tip?.id ?? null
  const draft = newDraft(scene, arrival, arrived, { language: state.language, tip_id })
  for (const effect of effects) {
    apply(draft, effect)
    remark(draft, effect)
  }
  return finishDraft(draft, { state, tip_id: state.tip?.id ?? null })
}

function arrive({ thread, line }: Scene, arrival: Arrival, guesses: boolean): Arrived {
  if (arrival.from === 'inside') return { event: arrival.event, files: [], kind: 'follow-up' }
  const { reach, held, edited } = thread
  const unsettled = guesses ? line.languages : undefined
  const given = {
    id: randomUUID(),
    at: arrival.at,
    reach,
    held,
    unsettled,
    kept: edited?.unique_ids ?? [],
  }
  return toEvent(arrival.inbound, given)
}

function openState({ thread, line }: Scene): State {
  if (thread.state) return thread.state
  if (!thread.sealed) return newState(line.default_language)
  return State.parse(openJson(thread.key, `state:${thread.id}`, thread.sealed))
}

function keepRaw(scene: Scene, arrival: Arrival): Decision {
  const { thread, line } = scene
  const arrived = arrive(scene, arrival, false)
  const draft = newDraft(scene, arrival, { ...arrived, kind: 'unreadable' }, thread)
  draft.wait = thread.wait
  const state = thread.state ?? (thread.sealed ? undefined : newState(line.default_language))
  return finishDraft(draft, { state, tip_id: thread.tip_id })
}
