import type { Choice, Phrase } from './effect.ts'
import { phrase, reply, type Turn, update } from './turn.ts'

/**
 * Answers the first contact of somebody whose language nothing tells: in both of the line's main
 * languages, with a list of all. False when there is a language to go on in.
 */
export function welcome(turn: Turn, lead: Phrase[]): boolean {
  const { second_language: second } = turn.script
  if (second === undefined || !isUnheard(turn)) {
    if (turn.state.menu === 'welcome') update(turn, { menu: undefined })
    return false
  }
  const care = turn.tip.care === 'due' ? [phrase('care')] : []
  const again = [phrase('notice'), ...care, ...lead].map((part) => ({ ...part, language: second }))
  offerBoth(turn, [...lead, ...again])
  const { notice, language } = turn.state
  if (notice) update(turn, { notice: { ...notice, languages: [language, second] } })
  return true
}

/** Reminds somebody who has not answered a welcome yet. False when they have. */
export function welcomeAgain(turn: Turn, lead: Phrase[]): boolean {
  if (turn.state.menu !== 'welcome') return false
  offerBoth(turn, inBoth(turn, lead))
  return true
}

/** Words in both main languages, for somebody who has not answered a welcome yet. */
export function inBoth({ state, script }: Turn, parts: Phrase[]): Phrase[] {
  const { second_language: language } = script
  if (state.menu !== 'welcome' || language === undefined) return parts
  return [...parts, ...parts.map((part) => ({ ...part, language }))]
}

/** Nothing has been said to them yet, and their language is not known. */
function isUnheard({ state, script }: Turn): boolean {
  const two = new Set([state.language, script.second_language])
  return !state.language_settled && !state.notice && two.size > 1 && script.languages.length > 1
}

function offerBoth(turn: Turn, parts: Phrase[]): void {
  update(turn, { menu: 'welcome' })
  const pick = inBoth(turn, [phrase('language.menu')])
  reply(turn, 'welcome', [...parts, ...pick], languageChoices(turn))
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
