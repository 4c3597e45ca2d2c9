import { ask } from './ask.ts'
import type { Choice, Phrase } from './effect.ts'
import { languageChoices } from './first-contact.ts'
import { offerLink } from './offer-link.ts'
import { skipOffer } from './offer.ts'
import type { Command } from './script.ts'
import { endHappening, setUnsafe } from './safety.ts'
import { currentQuestion, previousQuestion, type TipState } from './state.ts'
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
} from './turn.ts'

/** Does what a command says. */
export function obey(turn: Turn, command: Command): void {
  const asked = turn.state.menu
  update(turn, { menu: undefined })
  if (turn.tip.stage === 'withdrawn') return tellStatus(turn)
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

/**
 * Offers to withdraw the tip that is being told, by its code: an earlier one may be what was last talked
 * about. Asked once, and only a yes counts.
 */
export function confirmDelete(turn: Turn): void {
  update(turn, { menu: 'delete' })
  const { code } = turn.tip
  reply(turn, 'delete.confirm', [phrase('delete.confirm', { code })], deleteChoices)
}

/**
 * Withdraws the tip, forgets its words here, and tells whether they will be erased. What is written next
 * opens another.
 */
export function withdraw(turn: Turn): void {
  const { code, id } = turn.tip
  update(turn, { menu: undefined, staff_waits: false, staff_asks: undefined, aside: undefined })
  updateTip(turn, { stage: 'withdrawn', answers: forgotten(turn), findings: {}, care: undefined })
  turn.effects.push({ type: 'withdraw-tip', tip: id })
  const held = 'held' in turn.event && turn.event.held === true
  const days = turn.script.grace_days
  reply(turn, 'delete.done', [phrase(`delete.${held ? 'held' : 'done'}`, { code, days })])
}

/** What was answered is forgotten; which versions there are is not, so that none is given out twice. */
function forgotten({ tip }: Turn): TipState['answers'] {
  return Object.fromEntries(
    Object.entries(tip.answers).map(([id, { state, derived_by, version }]) => [
      id,
      { state, derived_by, version },
    ]),
  )
}

/**
 * Leaves whatever waits: an investigator's question, the wait for safety, or the question that has the
 * floor. An earlier answer stands, else it is declined.
 */
function skip(turn: Turn): void {
  const { staff_waits } = turn.state
  const { unsafe } = turn.tip
  update(turn, { staff_waits: false, staff_asks: undefined, aside: undefined })
  setUnsafe(turn, false)
  if (!staff_waits && !unsafe) decline(turn)
  ask(turn)
}

function decline(turn: Turn): void {
  if (skipOffer(turn)) return
  const question = currentQuestion(turn.script, turn.tip)
  updateTip(turn, { focus: undefined })
  if (question && !turn.tip.answers[question.id]) {
    record(turn, question.id, { state: 'declined', derived_by: 'witness_words' })
  }
}

function goBack(turn: Turn): void {
  setUnsafe(turn, false)
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
  const files = countFiles(turn.tip)
  const status = [phrase(`status.${stage}`, { code })]
  if (Object.keys(files).length > 0 && stage !== 'withdrawn') {
    status.push(phrase('status.files', { photo: 0, video: 0, audio: 0, document: 0, ...files }))
  }
  status.push(...earlierTips(turn))
  if (stage === 'partial' || stage === 'submitted') {
    offerLink(turn)
    status.push({ key: 'upload_link', linked: 'upload_link' })
  }
  if (stage === 'in_progress') return ask(turn, status)
  reply(turn, 'status', status)
}

/** In messages and by link together. */
function countFiles({ files, uploaded = {} }: TipState): TipState['files'] {
  const kinds = Object.keys({ ...files, ...uploaded }) as (keyof typeof files)[]
  return Object.fromEntries(kinds.map((kind) => [kind, (files[kind] ?? 0) + (uploaded[kind] ?? 0)]))
}

function earlierTips({ state }: Turn): Phrase[] {
  return (state.earlier ?? []).map(({ stage, code }) => ({
    ...phrase(`status.earlier.${stage}`, { code }),
    under: true,
  }))
}

/** Begins another tip. One that was not finished is handed in as it is. */
function beginAnother(turn: Turn): void {
  if (!turn.first && 'fresh' in turn.event) {
    if (turn.tip.stage === 'in_progress') leave(turn)
    openTip(turn, freshTip(turn.event.fresh))
  }
  const done = { receipt_at: undefined, poured_at: undefined, prompt_due: undefined }
  update(turn, { ...done, staff_waits: false, staff_asks: undefined, aside: undefined })
  ask(turn, [phrase('new')])
}

/** What was happening is another report's matter now. */
function leave(turn: Turn): void {
  setStage(turn, 'partial')
  endHappening(turn)
}

const deleteChoices: Choice[] = [
  { label: 'choice.delete', question: 'delete', choice: 'yes', number: 1 },
  { label: 'choice.keep', question: 'delete', choice: 'no', number: 2 },
]
