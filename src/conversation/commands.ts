import { ask } from './ask.ts'
import type { Choice } from './effect.ts'
import type { Command } from './script.ts'
import { currentQuestion, previousQuestion } from './state.ts'
import {
  freshTip,
  openTip,
  phrase,
  record,
  reply,
  setLanguage,
  setStage,
  type Turn,
  update,
  updateTip,
  vocabulary,
} from './turn.ts'
import { shortForm } from './words.ts'

const questionMarks = new Set(['?', '？', '؟', '¿', '¿?', '??', '/help'])
/** Telegram sends this by itself when a person opens the bot, with a payload from a link. */
const begun = /^\/start( [\w-]{0,64})?$/u

/** The command a whole message is, in any of the line's languages. */
export function readCommand(turn: Turn, text: string): Command | undefined {
  if (questionMarks.has(text.trim())) return { do: 'help' }
  if (begun.test(text)) return { do: 'begin' }
  const word = shortForm(text)
  if (word === '') return undefined
  const own = vocabulary(turn).commands.get(word)
  if (own) return own
  for (const other of turn.script.vocabulary.values()) {
    const command = other.commands.get(word)
    if (command) return command
  }
  return undefined
}

/** Does what a command says. */
export function obey(turn: Turn, command: Command): void {
  const asked = turn.state.menu
  update(turn, { menu: undefined })
  switch (command.do) {
    case 'back':
      return goBack(turn)
    case 'skip':
      return skip(turn)
    case 'language':
      return command.language ? switchLanguage(turn, command.language) : offerLanguages(turn)
    case 'status':
      return tellStatus(turn)
    case 'new':
      return beginAnother(turn)
    case 'delete':
      return asked === 'delete' ? withdraw(turn) : confirmDelete(turn)
    case 'help':
      return ask(turn, [phrase('help')])
    case 'begin':
      return ask(turn)
  }
}

/** Goes on in another language, with the question that has the floor. */
export function switchLanguage(turn: Turn, language: string): void {
  update(turn, { menu: undefined })
  setLanguage(turn, language)
  ask(turn, [phrase('language.switched')])
}

/** Offers to withdraw the tip. Asked once, and only a yes counts. */
export function confirmDelete(turn: Turn): void {
  update(turn, { menu: 'delete' })
  reply(turn, 'delete.confirm', [phrase('delete.confirm')], deleteChoices)
}

/** Withdraws the tip. What is written next opens another. */
export function withdraw(turn: Turn): void {
  update(turn, { menu: undefined, staff_waits: false })
  setStage(turn, 'withdrawn')
  reply(turn, 'delete.done', [phrase('delete.done')])
}

/** The languages of the line, in their own names. */
export function languageChoices(turn: Turn): Choice[] {
  return turn.script.languages.map((code, index) => ({
    label: `language_name.${code}`,
    question: 'language',
    choice: code,
    number: index + 1,
  }))
}

/**
 * Leaves whatever waits: an investigator's question, the wait for safety, or the question that has the
 * floor. An earlier answer stands, else it is declined.
 */
function skip(turn: Turn): void {
  const { staff_waits } = turn.state
  const { unsafe } = turn.tip
  update(turn, { staff_waits: false })
  updateTip(turn, { unsafe: false })
  if (!staff_waits && !unsafe) decline(turn)
  ask(turn)
}

function decline(turn: Turn): void {
  const question = currentQuestion(turn.script, turn.tip)
  updateTip(turn, { focus: undefined })
  if (question && !turn.tip.answers[question.id]) {
    record(turn, question.id, { state: 'declined', derived_by: 'witness_words' })
  }
}

function goBack(turn: Turn): void {
  updateTip(turn, { unsafe: false })
  const question = previousQuestion(turn.script, turn.tip)
  if (question && turn.tip.stage === 'in_progress') {
    updateTip(turn, { focus: { question: question.id, because: 'back' } })
  }
  ask(turn)
}

function offerLanguages(turn: Turn): void {
  update(turn, { menu: 'language' })
  reply(turn, 'language.menu', [phrase('language.menu')], languageChoices(turn))
}

function tellStatus(turn: Turn): void {
  const { code, stage } = turn.tip
  const status = phrase(`status.${stage}`, { code })
  if (stage === 'in_progress') return ask(turn, [status])
  reply(turn, 'status', [status])
}

/** Begins another tip. One that was not finished is handed in as it is. */
function beginAnother(turn: Turn): void {
  if (!turn.first) {
    if (turn.tip.stage === 'in_progress') setStage(turn, 'partial')
    openTip(turn, freshTip(turn.event))
  }
  update(turn, { staff_waits: false, receipt_at: undefined })
  ask(turn, [phrase('new')])
}

const deleteChoices: Choice[] = [
  { label: 'choice.delete', question: 'delete', choice: 'yes', number: 1 },
  { label: 'choice.keep', question: 'delete', choice: 'no', number: 2 },
]
