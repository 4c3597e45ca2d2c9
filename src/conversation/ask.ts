import type { Choice, Phrase } from './effect.ts'
import { welcome } from './first-contact.ts'
import { doneChoice, listed, type Question, unknownChoice } from './script.ts'
import { hide } from './mask.ts'
import { currentQuestion, type Given, isGrave } from './state.ts'
import { offerLink } from './offer-link.ts'
import { offer, questionsToOffer } from './offer.ts'
import { phrase, reply, setStage, type Turn } from './turn.ts'

/**
 * Replies with the question that has the floor, or hands the tip in when none is left. While it is
 * happening there is no question, only the safety words.
 */
export function ask(turn: Turn, lead: Phrase[] = []): void {
  if (turn.tip.unsafe) return askSafety(turn, lead)
  if (welcome(turn, lead)) return
  const question = currentQuestion(turn.script, turn.tip)
  if (!question) return finish(turn, lead)
  const found = questionsToOffer(turn)
  if (found.length > 0) return offer(turn, lead, found)
  const more = question.kind === 'account' && turn.tip.focus?.because === 'more'
  const key = `ask.${question.id}${more ? '_more' : ''}`
  const prompt = promptFor(turn, question, key)
  reply(turn, key, [...lead, ...prompt], offered(question, turn.tip.answers[question.id], more))
}

function promptFor(turn: Turn, { kind }: Question, key: string): Phrase[] {
  if (kind === 'read-back') return readBack(turn, key)
  if (kind !== 'files') return [phrase(key)]
  offerLink(turn)
  return [{ key, linked: 'media_link' }]
}

/** The choices of a question as they stand, with those already picked marked. */
export function offered(question: Question, given: Given | undefined, more = false): Choice[] {
  if (more) return [extra(question, doneChoice, 0)]
  const picks: Choice[] = listed(question).map(({ code }, index) => ({
    label: `option.${question.id}.${code}`,
    question: question.id,
    choice: code,
    number: index + 1,
    ...(given?.codes?.includes(code) && { chosen: true }),
  }))
  if (question.kind === 'choices') picks.push(extra(question, doneChoice))
  if (question.kind === 'read-back' || question.kind === 'account') return picks
  return [...picks, extra(question, unknownChoice, 0)]
}

function askSafety(turn: Turn, lead: Phrase[]): void {
  const safe = { label: 'choice.safe', question: 'safety', choice: 'safe', number: 1 }
  reply(turn, 'safety', [...lead, phrase('safety')], [safe])
}

function extra(question: Question, choice: string, number?: number): Choice {
  const label = `choice.${choice}`
  return { label, question: question.id, choice, ...(number !== undefined && { number }) }
}

/**
 * Their own words, without what is masked. Something grave is not put on a screen that others may see.
 */
function readBack(turn: Turn, key: string): Phrase[] {
  const { words, masked } = turn.tip.answers['account'] ?? {}
  if (words === undefined || isGrave(turn.tip)) return [phrase(`${key}_empty`)]
  return [phrase('read_back.words', { words: hide(words, masked) }), phrase(key)]
}

function finish(turn: Turn, lead: Phrase[]): void {
  const { code } = turn.tip
  if (turn.tip.stage !== 'in_progress') {
    return reply(turn, 'handed_in', [...lead, phrase('handed_in', { code })])
  }
  setStage(turn, 'submitted')
  reply(turn, 'finished', [...lead, phrase('finished', { code })])
}
