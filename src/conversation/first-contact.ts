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
  const pick = phrase('language.menu')
  const parts = [...lead, ...again, pick, { ...pick, language: second }]
  update(turn, { menu: 'welcome' })
  reply(turn, 'welcome', parts, languageChoices(turn))
  const { notice, language } = turn.state
  if (notice) update(turn, { notice: { ...notice, languages: [language, second] } })
  return true
}

/** Nothing has been said to them yet, and their language is not known. */
function isUnheard({ state, script }: Turn): boolean {
  const two = new Set([state.language, script.second_language])
  return !state.language_settled && !state.notice && two.size > 1 && script.languages.length > 1
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
