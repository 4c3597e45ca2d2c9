import { answerQuestion, close } from './answer-question.ts'
import { ask, offered } from './ask.ts'
import { obey, readCommand } from './commands.ts'
import type { MessageReceived } from './event.ts'
import { answerMenu } from './menu.ts'
import { unasked } from './questions.ts'
import type { Question } from './script.ts'
import { currentQuestion } from './state.ts'
import { keepStory } from './story.ts'
import {
  addNote,
  addWords,
  phrase,
  record,
  reply,
  type Turn,
  update,
  updateTip,
  vocabulary,
} from './turn.ts'
import { shortForm } from './words.ts'

/** After the tip is handed in, words that follow each other closely get one receipt. */
const receiptPause = 10 * 60_000

/** Takes a message: commands first, then whoever waits for words, then the question with the floor. */
export function hear(turn: Turn, event: MessageReceived): void {
  keepFiles(turn, event)
  const words = event.place ? keepPlace(turn, event) : event.text
  if (isLaterOfAlbum(turn, event)) return keepStory(turn, words)
  if (event.group !== undefined) update(turn, { group: event.group })
  const command = readCommand(turn, words)
  if (command && !(turn.state.staff_waits && command.do === 'back')) return obey(turn, command)
  if (turn.state.menu && answerMenu(turn, words)) return
  if (isEmpty(event)) return turn.tip.unsafe ? undefined : ask(turn)
  listen(turn, event, words)
}

function listen(turn: Turn, event: MessageReceived, words: string): void {
  if (turn.state.staff_waits) return answerStaff(turn, words)
  if (turn.tip.stage !== 'in_progress') return hearAfterwards(turn, words)
  if (turn.tip.unsafe) return hearUnsafe(turn, words)
  if (event.files.length > 0) return hearFiles(turn, event, words)
  if (event.place) return ask(turn, turn.first ? [] : [phrase('kept')])
  if (!turn.first) return answerQuestion(turn, words)
  keepStory(turn, words)
  ask(turn)
}

function answerStaff(turn: Turn, words: string): void {
  update(turn, { staff_waits: false })
  if (words.trim()) addWords(turn, unasked.follow_up, words)
  const thanks = phrase('follow_up.received')
  if (turn.tip.stage === 'in_progress' && !turn.tip.unsafe) return ask(turn, [thanks])
  reply(turn, 'follow_up.received', [thanks])
}

function hearAfterwards(turn: Turn, words: string): void {
  if (words.trim()) addNote(turn, words)
  const { receipt_at } = turn.state
  if (receipt_at !== undefined && turn.event.at - receipt_at < receiptPause) return
  update(turn, { receipt_at: turn.event.at })
  reply(turn, 'received', [phrase('received', { code: turn.tip.code })])
}

/** Says nothing, which might light up a screen at the wrong moment, until they say that they are safe. */
function hearUnsafe(turn: Turn, words: string): void {
  const safe = saysSafe(turn, words)
  if (safe !== 'only') keepStory(turn, words)
  if (safe === 'no') return
  updateTip(turn, { unsafe: false })
  ask(turn, [phrase('safety_over')])
}

function saysSafe(turn: Turn, words: string): 'only' | 'and-more' | 'no' {
  const { safe } = vocabulary(turn)
  const said = shortForm(words)
  if (said === '1' || safe.has(said)) return 'only'
  for (const form of safe) {
    if (form.includes(' ') && said.startsWith(`${form} `)) return 'and-more'
  }
  return 'no'
}

function hearFiles(turn: Turn, event: MessageReceived, words: string): void {
  const question = currentQuestion(turn.script, turn.tip)
  const spoken = event.files.some((file) => file.kind === 'audio')
  if (question?.kind === 'account' && (spoken || words.trim())) return hearAccount(turn, words)
  keepStory(turn, words)
  if (question?.kind === 'files') {
    const given = turn.tip.answers[question.id]
    return reply(turn, 'media_more', [phrase('media_more')], offered(question, given))
  }
  if (spoken && question?.kind === 'text') answerSpoken(turn, question)
  ask(turn, turn.first ? [] : [phrase('kept')])
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

function keepFiles(turn: Turn, event: MessageReceived): void {
  for (const { id } of event.files) {
    turn.effects.push({ type: 'keep-file', tip: turn.tip.id, file: id })
  }
}

/** A pin is the place of the event at whatever moment it comes. Its words go with it. */
function keepPlace(turn: Turn, event: MessageReceived): string {
  if (!event.place) return event.text
  const { latitude, longitude, label } = event.place
  const words = [event.text, label].filter((part) => part?.trim()).join('\n')
  const kept = words || turn.tip.answers['place']?.words
  record(turn, 'place', {
    state: 'answered',
    ...(kept !== undefined && { words: kept }),
    place: { latitude, longitude },
    derived_by: 'witness_words',
  })
  if (turn.tip.focus?.question === 'place') close(turn)
  return ''
}

function isLaterOfAlbum(turn: Turn, event: MessageReceived): boolean {
  return event.group !== undefined && event.group === turn.state.group
}

function isEmpty(event: MessageReceived): boolean {
  return !event.text.trim() && event.files.length === 0 && !event.place
}
