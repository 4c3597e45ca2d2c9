/** Longer texts are told stories, never a command or a pick from a list. */
const longestPick = 120

const marks = /\p{M}+/gu
const between = /[^\p{L}\p{N}]+/gu
const gaps = /\s+/u
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}]/gu

/** Lower case, without accents and punctuation, one space between words: the form words are compared in. */
export function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(between, ' ')
    .trim()
    .normalize('NFC')
}

/** The normalised text if it is short enough to be a command or a pick, else the empty string. */
export function shortForm(text: string): string {
  return text.length > longestPick ? '' : normalise(text)
}

/** How many words a text holds; in scripts without spaces two signs count as a word. */
export function countWords(text: string): number {
  const spaced = text.trim().split(gaps).filter(Boolean).length
  const signs = text.match(unspaced)?.length ?? 0
  return signs > 0 ? Math.max(spaced, Math.floor(signs / 2)) : spaced
}
