import type { Answer } from './answer.ts'
import { ask, offered } from './ask.ts'
import { readDate } from './extract/times.ts'
import { answerOffer, noteFindings } from './offer.ts'
import { readChoices, saysOnly, saysYes } from './read-choices.ts'
import { readTime } from './read-time.ts'
import type { Question } from './script.ts'
import { raiseByCodes, setUnsafe } from './safety.ts'
import { pour } from './silence.ts'
import { currentQuestion, isGrave } from './state.ts'
import { keepStory, tells } from './story.ts'
import {
  addNote,
  addWords,
  momentOf,
  phrase,
  record,
  reply,
  type Turn,
  updateTip,
  vocabulary,
} from './turn.ts'
import { normalise, shortForm } from './words.ts'

/** Takes words as the answer to the question that has the floor. */
export function answerQuestion(turn: Turn, words: string): void {
  const question = currentQuestion(turn.script, turn.tip)
  if (!question) {
    keepStory(turn, words)
    return ask(turn)
  }
  if (endsTelling(turn, question, words)) return moveOn(turn)
  const lead = answerOffer(turn, words)
  if (lead) return ask(turn, lead)
  if (saysUnknown(turn, words)) return recordUnknown(turn, question, words)
  answerKind(turn, question, words)
}

/** Takes the floor from the question that kept it. */
export function close(turn: Turn): void {
  updateTip(turn, { focus: undefined })
}

/** After a choice was recorded: danger stops the questions, anything else goes on. */
export function afterChoice(turn: Turn, question: Question, codes: string[]): void {
  if (tellsDanger(question)) setUnsafe(turn, isDanger(question, codes))
  moveOn(turn)
}

/** Whether these picks say that it is happening now. */
export function isDanger(question: Question, codes: string[]): boolean {
  return (question.options ?? []).some(({ code, danger }) => danger && codes.includes(code))
}

/** Whether a question can say that it is happening now. */
export function tellsDanger(question: Question): boolean {
  return question.options?.some(({ danger }) => danger) ?? false
}

function moveOn(turn: Turn): void {
  close(turn)
  ask(turn)
}

/** "That is all": an account or a choice with buttons that is under way ends here. */
function endsTelling(turn: Turn, question: Question, words: string): boolean {
  const done = saysOnly(vocabulary(turn).done, words)
  if (question.kind !== 'account') return done && turn.tip.focus?.because === 'picking'
  return (done || shortForm(words) === '0') && isTold(turn, question)
}

function isTold({ tip }: Turn, { id }: Question): boolean {
  return tip.answers[id]?.state === 'answered'
}

/** "I don't know", in words or as the number for it. */
export function saysUnknown(turn: Turn, words: string): boolean {
  const said = shortForm(words)
  return said === '0' || vocabulary(turn).unknown.has(said)
}

/** A story that was told stays: nothing more is known of it. */
function recordUnknown(turn: Turn, question: Question, words: string): void {
  if (question.kind === 'account' && isTold(turn, question)) return moveOn(turn)
  record(turn, question.id, {
    state: 'dont_know',
    ...(shortForm(words) !== '0' && { words }),
    derived_by: 'witness_words',
  })
  moveOn(turn)
}

function answerKind(turn: Turn, question: Question, words: string): void {
  switch (question.kind) {
    case 'account':
      return tellAccount(turn, question, words)
    case 'choice':
    case 'choices':
    case 'files':
      return answerChoice(turn, question, words)
    case 'read-back':
      return answerReadBack(turn, question, words)
    case 'time':
      return answerWords(turn, question, words, readMoment(turn, words))
    case 'place':
    case 'text':
    case 'notice':
      return answerWords(turn, question, words)
  }
}

function tellAccount(turn: Turn, question: Question, words: string): void {
  const again = turn.tip.focus?.because === 'more'
  addWords(turn, question.id, words)
  noteFindings(turn, words)
  if (isGrave(turn.tip)) return moveOn(turn)
  updateTip(turn, { focus: { question: question.id, because: 'more' } })
  pour(turn, () => (again ? thankForMore(turn, question) : ask(turn)))
}

function thankForMore(turn: Turn, question: Question): void {
  const choices = offered(question, turn.tip.answers[question.id], true)
  reply(turn, 'account_kept', [phrase('account_kept')], choices)
}

/** What told something grave answers what was asked; nothing more is asked about details. */
export function answerLastDetail(turn: Turn, question: Question, words: string): void {
  const picks = readChoices(question, words, vocabulary(turn))
  record(turn, question.id, {
    state: 'answered',
    ...(picks?.type === 'picked' && { codes: picks.codes }),
    words,
    derived_by: 'witness_words',
  })
  moveOn(turn)
}

function answerChoice(turn: Turn, question: Question, words: string): void {
  const picks = readChoices(question, words, vocabulary(turn))
  if (!picks && tells(words)) return keepAndAskAgain(turn, words)
  if (picks?.type === 'not-offered') return noteAndAskAgain(turn, words)
  const codes = [...new Set([...pickedBefore(turn, question), ...(picks?.codes ?? [])])]
  const kept = picks ? picks.words : words
  record(turn, question.id, {
    state: 'answered',
    ...(codes.length > 0 && { codes }),
    ...(kept !== undefined && { words: kept }),
    derived_by: picks?.by === 'number' ? 'button' : 'witness_words',
  })
  raiseByCodes(turn, question, codes)
  afterChoice(turn, question, codes)
}

/** What buttons have picked so far in a choice still under way; typed picks add to it. */
function pickedBefore(turn: Turn, question: Question): string[] {
  if (turn.tip.focus?.because !== 'picking') return []
  return turn.tip.answers[question.id]?.codes ?? []
}

function answerReadBack(turn: Turn, question: Question, words: string): void {
  const picks = readChoices(question, words, vocabulary(turn))
  if (picks?.type === 'not-offered') return noteAndAskAgain(turn, words)
  const yes = !picks && saysYes(vocabulary(turn), words)
  if (!picks && !yes && normalise(words) === '') return noteAndAskAgain(turn, words, 'kept')
  const corrected = { state: 'answered', words, derived_by: 'witness_words' } as const
  const code = picks?.codes[0] ?? (yes ? 'correct' : 'corrected')
  record(turn, question.id, {
    state: 'answered',
    codes: [code],
    ...(!picks && { words }),
    moment: momentOf(turn),
    derived_by: picks?.by === 'number' ? 'button' : 'witness_words',
  })
  if (code === 'corrected' && !picks) record(turn, 'correction', corrected)
  moveOn(turn)
}

function answerWords(
  turn: Turn,
  question: Question,
  words: string,
  moment?: Answer['moment'],
): void {
  record(turn, question.id, {
    state: 'answered',
    words,
    ...(moment && { moment }),
    derived_by: 'witness_words',
  })
  moveOn(turn)
}

/** The moment that words name, counted from when they were written. */
export function readMoment(turn: Turn, words: string): NonNullable<Answer['moment']> {
  const { time_zone } = turn.script
  const [at, known] = [turn.event.at, vocabulary(turn)]
  const moment = readTime(words, { at, time_zone, words: known.time })
  if (moment.at !== undefined) return moment
  const { language } = turn.state
  return readDate(words, { at, time_zone, language, vocabulary: known }) ?? moment
}

function keepAndAskAgain(turn: Turn, words: string): void {
  keepStory(turn, words)
  pour(turn, () => ask(turn, [phrase('kept')]))
}

function noteAndAskAgain(turn: Turn, words: string, key = 'not_offered'): void {
  addNote(turn, words)
  ask(turn, [phrase(key)])
}
