/** What speaks for a text being in a language. */
export interface Likeness {
  /** How likely it is, as a natural logarithm. */
  chance: number
  /** The share of its words that the language was seen to have. */
  known: number
}

/** How like each of the languages learned a text is, in their order. */
export type Classifier = (text: string) => Likeness[]

/** A number for each of the languages. */
type Row = number[]

interface Learned {
  /** In which languages a word was seen. */
  words: ReadonlyMap<string, Row>
  /** How often each group of one to three letters was seen; a space stands at both ends of a word. */
  groups: ReadonlyMap<string, Row>
  /** How many letters were seen. */
  totals: Row
  /** For what was never seen. */
  none: Row
}

const word = /[\p{L}\p{M}]+/gu
const marks = /\p{M}+/gu
const between = /[^\p{L}\p{M}]+/u
const strokes: Record<string, string> = { đ: 'd', ł: 'l' }
/** What a known word weighs: about the share of a language's thousandth word. */
const known = 1 / 1000
/** And the most that a word can weigh by its letters alone. */
const unknown = known / 3
/** How strongly shorter groups of letters speak for longer ones. */
const backing = 10
/** About as many different letters as a language is written with. */
const alphabet = 60
/** Names of places and people are often in another language than the sentence around them. */
const nameWeight = 0.4

/**
 * Learns to tell languages of one script apart, from text in each: by the words seen, and by groups of
 * one to three letters for words that were not. Words are learned with and without their accents, as
 * people type them on phones.
 */
export function learn(samples: readonly string[]): Classifier {
  const none: Row = samples.map(() => 0)
  const words = new Map<string, Row>()
  const groups = new Map<string, Row>()
  const totals = samples.map((text, index) => {
    const vocabulary = vocabularyOf(text)
    enter(words, new Map(vocabulary.map((one) => [one, 1])), { index, none })
    enter(groups, countGroups(vocabulary), { index, none })
    return vocabulary.reduce((sum, one) => sum + one.length + 2, 0)
  })
  return (text) => weigh(text, { words, groups, totals, none })
}

function countGroups(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of words) {
    const spaced = ` ${one} `
    for (let end = 1; end <= spaced.length; end++) {
      for (let start = Math.max(end - 3, 0); start < end; start++) {
        const group = spaced.slice(start, end)
        counts.set(group, (counts.get(group) ?? 0) + 1)
      }
    }
  }
  return counts
}

function enter(
  table: Map<string, Row>,
  counts: ReadonlyMap<string, number>,
  { index, none }: { index: number; none: Row },
): void {
  for (const [key, count] of counts) {
    const row = table.get(key) ?? [...none]
    row[index] = count
    table.set(key, row)
  }
}

function weigh(text: string, learned: Learned): Likeness[] {
  const found = wordsOf(text)
  const sums = learned.none.map(() => ({ chance: 0, known: 0 }))
  for (const { letters, isName } of found) {
    const seen = learned.words.get(letters) ?? learned.none
    const weight = isName ? nameWeight : 1
    const spelled = spelling(letters, learned)
    sums.forEach((sum, index) => {
      const share = seen[index] ? known : Math.min(spelled[index] ?? 0, unknown)
      sum.chance += weight * Math.log(share)
      if (seen[index]) sum.known += 1 / found.length
    })
  }
  return sums
}

/** The chance of a word from its letters, each after the two before it. What is rare leans on shorter groups. */
function spelling(letters: string, { groups, totals, none }: Learned): Row {
  const chances = none.map(() => 1)
  const spaced = ` ${letters} `
  const row = (start: number, end: number) => groups.get(spaced.slice(start, end)) ?? none
  for (let i = 1; i < spaced.length; i++) {
    const start = Math.max(i - 2, 0)
    const [one, two, three] = [row(i, i + 1), row(i - 1, i + 1), row(start, i + 1)]
    const [beforeTwo, beforeThree] = [row(i - 1, i), row(start, i)]
    chances.forEach((chance, k) => {
      const single = ((one[k] ?? 0) + 1 / alphabet) / ((totals[k] ?? 0) + 1)
      const double = ((two[k] ?? 0) + backing * single) / ((beforeTwo[k] ?? 0) + backing)
      const triple = ((three[k] ?? 0) + backing * double) / ((beforeThree[k] ?? 0) + backing)
      chances[k] = chance * triple
    })
  }
  return chances
}

function vocabularyOf(text: string): string[] {
  const written = text.normalize('NFC').toLowerCase()
  const words = [written, bare(written)].flatMap((one) => one.split(between))
  return [...new Set(words)].filter(Boolean)
}

function wordsOf(text: string): { letters: string; isName: boolean }[] {
  return Array.from(text.normalize('NFC').matchAll(word), ([found], index) => {
    const letters = found.toLowerCase()
    const isName = index > 0 && found[0] !== letters[0] && found !== found.toUpperCase()
    return { letters, isName }
  })
}

function bare(letters: string): string {
  const plain = letters.normalize('NFD').replace(marks, '').normalize('NFC')
  return plain.replace(/[đł]/gu, (letter) => strokes[letter] ?? letter)
}
