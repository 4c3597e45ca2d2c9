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

/** In scripts without spaces every sign is a token, so that words are found inside a run of them. */
const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}])+/gu
const clauseEnd = /[,;:!?\n。，、；：！？،؛؟।۔]|\.(?=\s|$)/u

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
