import { type Command, type Script, vocabularyOf } from './script.ts'
import { shortForm } from './words.ts'

/** Nothing but marks, a question mark of some script among them; in NFKC, where `？` and `⁇` are `?`. */
const questionMark = /^[^\p{L}\p{N}]*[?؟¿՞][^\p{L}\p{N}]*$/u
/** Telegram sends this by itself when a person opens the bot, with a payload from a link. */
const begun = /^\/start( [\w-]{0,64})?$/u

/** The command a whole message is: in the thread's language first, then in any other of ours. */
export function readCommand(script: Script, language: string, text: string): Command | undefined {
  if (questionMark.test(text.normalize('NFKC')) || text.trim() === '/help') return { do: 'help' }
  if (begun.test(text)) return { do: 'begin' }
  const word = shortForm(text)
  if (word === '') return undefined
  const own = vocabularyOf(script, language).commands.get(word)
  if (own) return own
  for (const other of script.vocabulary.values()) {
    const command = other.commands.get(word)
    if (command) return command
  }
  return undefined
}
