import { findQuestion } from './script.ts'
import { addNote, addWords, type Turn } from './turn.ts'
import { countWords } from './words.ts'

/** A text of this many words tells something: it counts as the account, wherever it comes. */
const tellingWords = 8

/** Whether words are too long to be an answer to a list or a greeting. */
export function tells(words: string): boolean {
  return countWords(words) >= tellingWords
}

/** Keeps a story: in the account once there is one or if it tells enough to be it, else in the notes. */
export function keepStory(turn: Turn, words: string): void {
  if (!words.trim()) return
  const begun = turn.tip.answers['account']?.state === 'answered'
  const belongs = findQuestion(turn.script, 'account') && (begun || tells(words))
  if (belongs) addWords(turn, 'account', words)
  else addNote(turn, words)
}
