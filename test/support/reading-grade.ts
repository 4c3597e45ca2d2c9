/** Flesch-Kincaid grade over all sentences together, with syllables counted by groups of vowels. */
export function readingGrade(sentences: string[]): number {
  const words = sentences.flatMap((sentence) => sentence.toLowerCase().match(/[a-z']+/gu) ?? [])
  const syllables = words.map((word) => {
    const groups = word.replace(/(?<=[^l])e$|(?<=[^td])ed$/u, '').match(/[aeiouy]+/gu)
    return Math.max(1, groups?.length ?? 0)
  })
  const total = syllables.reduce((sum, count) => sum + count, 0)
  return 0.39 * (words.length / sentences.length) + 11.8 * (total / words.length) - 15.59
}
