import { normalise } from '../words.ts'

/** A word as it stands in a text and in the form words are compared in. */
export interface Token {
  form: string
  /** UTF-16 offsets. */
  start: number
  end: number
  /** Counts up at every mark that ends a clause. */
  clause: number
  /** Written in capitals, where the script has them. */
  capitals: boolean
}

const unspaced = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}'
/**
 * In scripts without spaces every sign is a token, so that words are found inside a run of them. Hangul
 * is on its own, too: endings are written on to names and numbers, as in "ICE가" and "3시".
 */
const token = new RegExp(
  `[${unspaced}]|\\p{Script=Hangul}+|[[\\p{L}\\p{N}\\p{M}]--[${unspaced}\\p{Script=Hangul}]]+`,
  'gv',
)
const sign = new RegExp(`^[${unspaced}]$`, 'u')
const clauseEnd = /[,;:!?\n。，、；：！？،؛؟।۔]|\.(?=\s|$)/u

/** Whether a form is one sign of a script without spaces. */
export function isSign(form: string): boolean {
  return sign.test(form)
}

/** The words of a text, with their places. */
export function readTokens(words: string): Token[] {
  const tokens: Token[] = []
  let clause = 0
  let end = 0
  for (const match of words.matchAll(token)) {
    const [written] = match
    if (clauseEnd.test(words.slice(end, match.index))) clause++
    end = match.index + written.length
    const capitals = written === written.toUpperCase() && written !== written.toLowerCase()
    const form = normalise(written)
    if (form !== '') tokens.push({ form, start: match.index, end, clause, capitals })
  }
  return tokens
}
