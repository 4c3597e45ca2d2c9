import { answerLastDetail, answerQuestion, close } from './answer-question.ts'
import { answerStaff } from './answer-staff.ts'
import { ask, offered } from './ask.ts'
import { obey } from './commands.ts'
import type { MessageReceived } from './event.ts'
import { isSign } from './extract/tokens.ts'
import { hearAside } from './hear-aside.ts'
import { isEmpty, isLaterOfAlbum, keepFiles, keepPlace, receive } from './keep.ts'
import { answerMenu } from './menu.ts'
import { readCommand } from './read-command.ts'
import { setUnsafe, watch } from './safety.ts'
import type { Command, Question } from './script.ts'
import { pour } from './silence.ts'
import { currentQuestion } from './state.ts'
import { keepStory, tells } from './story.ts'
import {
  addNote,
  phrase,
  record,
  reply,
  setStage,
  type Turn,
  update,
  updateTip,
  vocabulary,
} from './turn.ts'
import { shortForm } from './words.ts'

/** Takes a message: commands first, then whoever waits for words, then the question with the floor. */
export function hear(turn: Turn, event: MessageReceived): void {
  const { place, text } = event
  const command = place ? undefined : readCommand(turn.script, turn.state.language, text)
  if ((!command || isBackToStaff(turn, command)) && hearAside(turn, event)) return
  keepFiles(turn, event)
  const back = comesBack(turn, command)
  if (back) resume(turn)
  const asked = currentQuestion(turn.script, turn.tip)
  const grave = command ? false : watch(turn, event.text)
  const words = event.place ? keepPlace(turn, event) : event.text
  if (isLaterOfAlbum(turn, event)) return keepStory(turn, words)
  if (event.group !== undefined) update(turn, { group: event.group })
  if (command && !isBackToStaff(turn, command)) return obey(turn, command)
  if (turn.state.menu && answerMenu(turn, words)) return
  if (isEmpty(event)) return turn.tip.unsafe ? undefined : ask(turn)
  if (listensElsewhere(turn, words) || hearThings(turn, event, words)) return
  if (back && tells(words)) return takeUpAgain(turn, words)
  listen(turn, words, grave ? asked : undefined)
}

/** "Back" is an answer to an investigator rather than a wish to go back in the interview. */
function isBackToStaff({ state }: Turn, command: Command): boolean {
  return state.staff_waits && command.do === 'back'
}

function resume(turn: Turn): void {
  setStage(turn, 'in_progress')
  setUnsafe(turn, turn.tip.unsafe)
}

/** After a day nobody has the last question in mind: a story is told, not answered with. */
function takeUpAgain(turn: Turn, words: string): void {
  const kind = currentQuestion(turn.script, turn.tip)?.kind
  if (kind !== 'time' && kind !== 'place' && kind !== 'text') return answerQuestion(turn, words)
  keepStory(turn, words)
  ask(turn, [phrase('kept')])
}

/** Whoever writes again after the tip was handed in as it was goes on where it stood. */
function comesBack({ tip, state }: Turn, command: Command | undefined): boolean {
  if (tip.stage !== 'partial' || (state.staff_waits && !command)) return false
  return !command || !['status', 'delete', 'new'].includes(command.do)
}

/** Words that are not for the interview: an investigator's, a finished tip's, or those of somebody in danger. */
function listensElsewhere(turn: Turn, words: string): boolean {
  if (turn.state.staff_waits) answerStaff(turn, words)
  else if (turn.tip.stage !== 'in_progress') hearAfterwards(turn, words)
  else if (turn.tip.unsafe) hearUnsafe(turn, words)
  else return false
  return true
}

function hearThings(turn: Turn, event: MessageReceived, words: string): boolean {
  if (event.files.length > 0) hearFiles(turn, event, words)
  else if (event.place) ask(turn, turn.first ? [] : [phrase('kept')])
  else return false
  return true
}

/** `asked` is the question that was just answered with the first grave thing of this tip. */
function listen(turn: Turn, words: string, asked: Question | undefined): void {
  if (asked?.detail) return answerLastDetail(turn, asked, words)
  if (turn.first || turn.state.menu === 'welcome') {
    keepStory(turn, words)
    if (tells(words)) update(turn, { poured_at: turn.event.at })
    return ask(turn)
  }
  answerQuestion(turn, words)
}

function hearAfterwards(turn: Turn, words: string): void {
  if (words.trim()) addNote(turn, words)
  receive(turn, turn.tip.code)
}

/** Says nothing, which might light up a screen at the wrong moment, until they say that they are safe. */
function hearUnsafe(turn: Turn, words: string): void {
  const safe = saysSafe(turn, words)
  if (safe !== 'only') keepStory(turn, words)
  if (safe === 'no') return
  setUnsafe(turn, false)
  ask(turn, [phrase('safety_over')])
}

function saysSafe(turn: Turn, words: string): 'only' | 'and-more' | 'no' {
  const { safe } = vocabulary(turn)
  const said = shortForm(words)
  if (said === '1' || safe.has(said)) return 'only'
  for (const form of safe) {
    if (isSentence(form) && said.startsWith(`${form} `)) return 'and-more'
  }
  return 'no'
}

/** Several words, or as many signs of a script without spaces: "I am safe", but not "safe". */
function isSentence(form: string): boolean {
  return form.includes(' ') || (form.length > 2 && isSign(form.charAt(0)))
}

function hearFiles(turn: Turn, event: MessageReceived, words: string): void {
  const question = currentQuestion(turn.script, turn.tip)
  const spoken = event.files.some((file) => file.kind === 'audio')
  if (question?.kind === 'account' && (spoken || words.trim())) return hearAccount(turn, words)
  keepStory(turn, words)
  if (question?.kind === 'files') {
    const choices = offered(question, turn.tip.answers[question.id])
    return pour(turn, () => reply(turn, 'media_more', [phrase('media_more')], choices))
  }
  if (spoken && question?.kind === 'text') answerSpoken(turn, question)
  pour(turn, () => ask(turn, turn.first ? [] : [phrase('kept')]))
}

function hearAccount(turn: Turn, words: string): void {
  if (words.trim()) return answerQuestion(turn, words)
  const given = turn.tip.answers['account']
  if (!given) record(turn, 'account', { state: 'answered', derived_by: 'witness_words' })
  updateTip(turn, { focus: { question: 'account', because: 'more' } })
  ask(turn)
}

/** A voice message answers a question for words; what it says is written down later, by people. */
function answerSpoken(turn: Turn, question: Question): void {
  record(turn, question.id, { state: 'answered', derived_by: 'witness_words' })
  close(turn)
}
