import { ask } from './ask.ts'
import { readMoment, saysUnknown } from './answer-question.ts'
import { unasked } from './questions.ts'
import { findQuestion } from './script.ts'
import { addWords, phrase, record, reply, type Turn, update } from './turn.ts'

/** Takes words as the answer to what an investigator asked. */
export function answerStaff(turn: Turn, words: string): void {
  keepAnswer(turn, words)
  thank(turn)
}

/** Writes the answer down; nothing of staff's waits any more. */
export function keepAnswer(turn: Turn, words: string): void {
  const asked = turn.state.staff_asks
  update(turn, { staff_waits: false, staff_asks: undefined })
  if (words.trim()) keep(turn, asked, words)
}

/** Says so, and goes on with the interview if one is under way. */
export function thank(turn: Turn): void {
  const thanks = phrase('follow_up.received')
  if (turn.tip.stage === 'in_progress' && !turn.tip.unsafe) return ask(turn, [thanks])
  reply(turn, 'follow_up.received', [thanks])
}

/** A question that asks one of the script's again gets a new version of that answer. */
function keep(turn: Turn, asked: string | undefined, words: string): void {
  const question = asked === undefined ? undefined : findQuestion(turn.script, asked)
  if (!question || saysUnknown(turn, words)) return addWords(turn, unasked.follow_up, words)
  const said = { state: 'answered', words, derived_by: 'witness_words' } as const
  if (question.kind === 'time') {
    return record(turn, question.id, { ...said, moment: readMoment(turn, words) })
  }
  if (question.kind !== 'place') return addWords(turn, question.id, words)
  const pin = turn.tip.answers[question.id]?.place
  record(turn, question.id, { ...said, ...(pin && { place: pin }) })
}
