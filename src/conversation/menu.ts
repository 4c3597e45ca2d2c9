import { ask } from './ask.ts'
import { confirmDelete, switchLanguage, withdraw } from './commands.ts'
import { languageChoices } from './first-contact.ts'
import { phrase, type Turn, update, vocabulary } from './turn.ts'
import { shortForm } from './words.ts'

/**
 * Takes a message as the pick from an open menu. Anything else is heard as usual and closes the menu, but
 * for the first one: what comes instead of a pick is the beginning of the story.
 */
export function answerMenu(turn: Turn, text: string): boolean {
  const choice =
    turn.state.menu === 'delete' ? readYesOrNo(turn, text) : readLanguageNumber(turn, text)
  if (choice === undefined && turn.state.menu !== 'welcome') update(turn, { menu: undefined })
  if (choice !== undefined)
    pickFromMenu(turn, turn.state.menu === 'delete' ? 'delete' : 'language', choice)
  return choice !== undefined
}

/** Does what a pick from a menu says, typed or pressed. */
export function pickFromMenu(turn: Turn, menu: 'language' | 'delete', choice: string): void {
  const open = turn.state.menu
  update(turn, { menu: undefined })
  if (menu === 'language') {
    return turn.script.languages.includes(choice) ? switchLanguage(turn, choice) : ask(turn)
  }
  if (choice !== 'yes') return ask(turn, [phrase('delete.kept')])
  if (open === 'delete') return withdraw(turn)
  confirmDelete(turn)
}

function readYesOrNo(turn: Turn, text: string): 'yes' | 'no' | undefined {
  const { yes, no } = vocabulary(turn)
  const said = shortForm(text)
  if (said === '1' || yes.has(said)) return 'yes'
  if (said === '2' || said === '0' || no.has(said)) return 'no'
  return undefined
}

function readLanguageNumber(turn: Turn, text: string): string | undefined {
  return languageChoices(turn).find(({ number }) => String(number) === shortForm(text))?.choice
}
