import { normalise } from '../../conversation/words.ts'

/** Runs of signs that are written without spaces, or, in Korean, with endings joined to the word. */
const joined =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}]+/gu

/**
 * What a text is found by: its normalised words, and of what is written without spaces every sign and every
 * two signs that follow one another. (`Intl.Segmenter` cuts the same signs apart in one sentence and not in
 * another, so that a word would be missed.)
 */
export function searchWords(text: string): Set<string> {
  const plain = normalise(text)
  const words = plain
    .replace(joined, ' ')
    .split(' ')
    .filter(({ length }) => length > 1)
  return new Set([...words, ...[...plain.matchAll(joined)].flatMap(([run]) => pieces(run))])
}

/** The fewest words that a text must hold to hold what is sought. */
export function soughtWords(text: string): Set<string> {
  const words = [...searchWords(text)]
  const longer = words.filter((word) => !words.some((one) => one !== word && one.includes(word)))
  return new Set(longer)
}

function pieces(run: string): string[] {
  const signs = [...run]
  return [...signs, ...signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)]
}
