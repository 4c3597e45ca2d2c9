import { type Finder, finding, type Text } from './finding.ts'
import { findPatterns, type Patterns } from './pattern.ts'

/** A plate or badge is a short run of letters and digits, at least two digits, perhaps in two groups. */
const sign =
  /^[\s:：#№.-]{0,4}(?=[\p{L}\d -]*\d[\p{L}\d -]?\d)([A-Z\d]{1,8}(?:[ -][A-Z\d]{1,5})?)(?![\p{Script=Latin}\d])/u
/** How far from its word an identifier may stand: "plate number is 7XYZ123". */
const reach = 3

/** License plates, where the words say that it is one. */
export const findPlates: Finder = (text, reading) =>
  identified(text, reading.vocabulary.found.plate, 'plate_seen')

/** Badge numbers, where the words say that it is one. */
export const findBadges: Finder = (text, reading) =>
  identified(text, reading.vocabulary.found.badge, 'badge_shown')

function identified(text: Text, named: Patterns, code: string) {
  const matches = findPatterns(text.tokens, named)
  const longest = matches.filter(
    ({ first }) => !matches.some((one) => one.first < first && one.last >= first),
  )
  return longest.flatMap(({ start, last }) => {
    for (let next = last; next <= last + reach; next++) {
      const from = text.tokens[next]?.end
      if (from === undefined) return []
      const match = sign.exec(text.words.slice(from))
      if (!match) continue
      const span = { start, end: from + match[0].length }
      return [finding(text, 'identification', span, { codes: [code] })]
    }
    return []
  })
}
