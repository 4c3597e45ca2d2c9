import { afterChoice, close, isDanger, tellsDanger } from './answer-question.ts'
import { ask, offered } from './ask.ts'
import type { ButtonPressed } from './event.ts'
import { pickFromMenu } from './menu.ts'
import { pressOffer } from './offer.ts'
import { doneChoice, findQuestion, type Question, unknownChoice } from './script.ts'
import { raiseByCodes, setUnsafe } from './safety.ts'
import { currentQuestion } from './state.ts'
import { momentOf, phrase, record, setStage, type Turn, updateTip } from './turn.ts'

/** Takes a press. It counts for the question it belongs to, however long ago that was asked. */
export function press(turn: Turn, event: ButtonPressed): void {
  if (event.question === 'language' || event.question === 'delete') {
    return pickFromMenu(turn, event.question, event.choice)
  }
  if (turn.tip.stage === 'partial') setStage(turn, 'in_progress')
  if (event.question === 'safety') return pressSafe(turn)
  if (event.question === 'offer') {
    pressOffer(turn, event.choice)
    return ask(turn)
  }
  const question = findQuestion(turn.script, event.question)
  if (!question || question.kind === 'notice') return ask(turn)
  if (event.choice === doneChoice) return pressDone(turn, question)
  if (event.choice === unknownChoice) return pressUnknown(turn, event, question)
  const known = question.options?.some(({ code }) => code === event.choice)
  if (!known) return ask(turn)
  pick(turn, event, question)
}

function pressSafe(turn: Turn): void {
  const lead = turn.tip.unsafe ? [phrase('safety_over')] : []
  setUnsafe(turn, false)
  ask(turn, lead)
}

function pressDone(turn: Turn, question: Question): void {
  if (hasFloor(turn, question)) {
    close(turn)
    if (!turn.tip.answers[question.id]) {
      record(turn, question.id, { state: 'declined', derived_by: 'button' })
    }
  }
  ask(turn)
}

function pressUnknown(turn: Turn, event: ButtonPressed, question: Question): void {
  const floor = hasFloor(turn, question)
  record(turn, question.id, { state: 'dont_know', derived_by: 'button' })
  if (!floor) return mark(turn, event, question)
  close(turn)
  ask(turn)
}

function pick(turn: Turn, event: ButtonPressed, question: Question): void {
  const floor = hasFloor(turn, question)
  const codes = recordPick(turn, event, question)
  if (question.kind !== 'choices' && floor) return afterChoice(turn, question, codes)
  if (isDanger(question, codes) && turn.tip.stage === 'in_progress') return stopForDanger(turn)
  if (turn.tip.unsafe && tellsDanger(question)) return afterChoice(turn, question, codes)
  if (floor) updateTip(turn, { focus: { question: question.id, because: 'picking' } })
  mark(turn, event, question)
}

/** Toggles a code of several, or takes the one. Words that came with an earlier answer stay. */
function recordPick(turn: Turn, event: ButtonPressed, question: Question): string[] {
  const given = turn.tip.answers[question.id]
  const before = given?.codes ?? []
  const codes = question.kind === 'choices' ? toggled(before, event.choice) : [event.choice]
  record(turn, question.id, {
    state: codes.length > 0 ? 'answered' : 'declined',
    codes,
    ...(given?.words !== undefined && { words: given.words }),
    ...(question.kind === 'read-back' && { moment: momentOf(turn) }),
    derived_by: 'button',
  })
  raiseByCodes(turn, question, codes)
  return codes
}

function toggled(codes: string[], code: string): string[] {
  return codes.includes(code) ? codes.filter((other) => other !== code) : [...codes, code]
}

/** Shows the pick on the message that was pressed; a new message only where that cannot be done. */
function mark(turn: Turn, { ref }: ButtonPressed, question: Question): void {
  if (ref === undefined || turn.first) return ask(turn)
  const choices = offered(question, turn.tip.answers[question.id])
  turn.effects.push({ type: 'mark-choices', ref, choices })
}

function stopForDanger(turn: Turn): void {
  setUnsafe(turn, true)
  ask(turn)
}

function hasFloor(turn: Turn, question: Question): boolean {
  return currentQuestion(turn.script, turn.tip)?.id === question.id
}
