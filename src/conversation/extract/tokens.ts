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
/** The same for plain Latin letters, which is far cheaper. */
const plainText = /^[\n\x20-\x7e]*$/u
const plainToken = /[a-z\d]+/giu
const sign = new RegExp(`^[${unspaced}]$`, 'u')
/** The colon or the dot in "9:30" ends nothing; it is looked at with the sign that follows it. */
const clauseEnd = /[,;!?\n。，、；：！？،؛؟।۔]|:(?!\d)|\.(?!\d)/u

/** Whether a form is one sign of a script without spaces. */
export function isSign(form: string): boolean {
  return sign.test(form)
}

/** The tokens after one, as far as so many words reach: two signs of a script without spaces are one. */
export function following(tokens: readonly Token[], last: number, words: number): Token[] {
  let left = words
  let end = last + 1
  for (const { form } of tokens.slice(end, end + 2 * words)) {
    left -= isSign(form) ? 0.5 : 1
    if (left < 0) break
    end++
  }
  return tokens.slice(last + 1, end)
}

/** The words of a text, with their places. */
export function readTokens(words: string): Token[] {
  const tokens: Token[] = []
  let clause = 0
  let end = 0
  for (const match of words.matchAll(plainText.test(words) ? plainToken : token)) {
    const [written] = match
    const spaced = match.index === end + 1 && words[end] === ' '
    if (!spaced && clauseEnd.test(words.slice(end, match.index + 1))) clause++
    end = match.index + written.length
    const capitals = written === written.toUpperCase() && written !== written.toLowerCase()
    const form = normalise(written)
    if (form !== '') tokens.push({ form, start: match.index, end, clause, capitals })
  }
  return tokens
}
