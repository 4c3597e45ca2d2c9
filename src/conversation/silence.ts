import { ask, offered } from './ask.ts'
import type { Silence } from './event.ts'
import { inBoth, welcomeAgain } from './first-contact.ts'
import { endHappening } from './safety.ts'
import { currentQuestion, type State } from './state.ts'
import { phrase, reply, setStage, type Turn, update } from './turn.ts'

/** Pieces of a story that come closer together than this get one prompt, after the last of them. */
export const pause = 8_000

/**
 * Answers a piece of a story or a file, unless it came so fast that the person is still sending: then
 * it is kept in silence, and the prompt waits for a pause.
 */
export function pour(turn: Turn, prompt: () => void): void {
  const { poured_at } = turn.state
  const { at } = turn.event
  update(turn, { poured_at: at })
  const quick = poured_at !== undefined && at - poured_at < pause && at >= poured_at
  if (!quick || turn.tip.care === 'due') return prompt()
  update(turn, { prompt_due: true })
}

/** Does what is due after a silence, and waits for the next. */
export function passSilence(turn: Turn, after: Silence): void {
  switch (after) {
    case 'pause':
      prompt(turn)
      return waitFor(turn, 'reminder')
    case 'reminder':
      remind(turn)
      return waitFor(turn, 'hand-in')
    case 'hand-in':
      handIn(turn)
      return update(turn, { waits: undefined })
  }
}

/** After whatever a person did: waits for the silence that may follow. */
export function waitForSilence(turn: Turn): void {
  if (turn.tip.stage !== 'in_progress') return update(turn, { waits: undefined })
  if (turn.state.prompt_due) return waitFor(turn, 'pause')
  waitFor(turn, turn.tip.unsafe ? 'hand-in' : 'reminder')
}

/** Repeats what is waited for, for events that change nothing about it. */
export function stillWaits({ waits }: State): { type: 'wake-at'; at: number; after: Silence }[] {
  return waits ? [{ type: 'wake-at', ...waits }] : []
}

/** Whoever was reminded late, as it was night, has as long to answer as anybody. */
function waitFor(turn: Turn, after: Silence): void {
  if (turn.tip.stage !== 'in_progress') return update(turn, { waits: undefined })
  const { reminder, hand_in } = turn.script.silence
  const lengths = { pause, reminder, 'hand-in': hand_in }
  const due = (turn.state.heard_at ?? turn.event.at) + lengths[after]
  const reminded = turn.event.type === 'silence-passed' && after === 'hand-in'
  const waits = { after, at: reminded ? Math.max(due, turn.event.at + hand_in - reminder) : due }
  update(turn, { waits })
  turn.effects.push({ type: 'wake-at', ...waits })
}

function prompt(turn: Turn): void {
  const question = currentQuestion(turn.script, turn.tip)
  if (question?.kind !== 'files') return ask(turn)
  reply(
    turn,
    'media_more',
    [phrase('media_more')],
    offered(question, turn.tip.answers[question.id]),
  )
}

/** Once a silence, and not while an investigator's question is the one that waits. */
function remind(turn: Turn): void {
  const lead = [phrase('reminder')]
  const speaks = !turn.tip.unsafe && !turn.state.staff_waits
  if (speaks && welcomeAgain(turn, lead)) return
  update(turn, { menu: undefined })
  if (speaks) ask(turn, lead)
}

/** Hands the tip in as it is. Whoever may still be in danger hears nothing of it. */
function handIn(turn: Turn): void {
  const { code } = turn.tip
  setStage(turn, 'partial')
  endHappening(turn)
  if (!turn.tip.unsafe) reply(turn, 'partial', inBoth(turn, [phrase('partial', { code })]))
}
