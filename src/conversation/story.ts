import { noteFindings } from './offer.ts'
import { findQuestion } from './script.ts'
import { addNote, addWords, type Turn } from './turn.ts'
import { countWords } from './words.ts'

/** A text of this many words tells something: it counts as the account, wherever it comes. */
const tellingWords = 8

/** "Hi, is this the number to report ICE?", perhaps with a word of thanks after it. */
const question = /[?؟？՞](?:\s+\S+){0,2}\s*$/u
const longestQuestion = 15

/** Whether words are too long to be an answer to a list or a greeting. */
export function tells(words: string): boolean {
  return countWords(words) >= tellingWords
}

/** Whether words ask something of us, and are hardly what happened. */
function asks(words: string): boolean {
  return countWords(words) <= longestQuestion && question.test(words)
}

/**
 * Keeps a story: in the account once there is one or if it tells enough to be it, else in the notes. The
 * account of a tip that was handed in stays as it was read back.
 */
export function keepStory(turn: Turn, words: string): void {
  if (!words.trim()) return
  const begun = turn.tip.answers['account']?.state === 'answered'
  const open = turn.tip.stage === 'in_progress' && findQuestion(turn.script, 'account')
  if (!begun && asks(words)) return addNote(turn, words)
  if (open && (begun || tells(words))) addWords(turn, 'account', words)
  else addNote(turn, words)
  noteFindings(turn, words)
}
