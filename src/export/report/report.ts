/** A report as it is set: sections of blocks, every word with its language. Two presses print it: HTML and PDF. */
export interface Report {
  /** The language of the labels. */
  language: string
  title: string
  subtitle: string
  /** Stands on every page. */
  running: string
  warning: string
  sections: Section[]
  /** `Page {page} of {pages}`. */
  page_of: string
}

export interface Section {
  title: string
  blocks: Block[]
}

export type Block =
  | { type: 'note'; text: string }
  | { type: 'facts'; rows: { label: string; value: Said[]; hint?: string }[] }
  | { type: 'quote'; said: Said; hint: string }
  | { type: 'talk'; rows: TalkRow[] }
  | { type: 'cards'; rows: Card[] }
  | { type: 'table'; widths: number[]; head: string[]; rows: string[][] }

/** Words in the language they were written in. `mono`: a hash or a key, to be compared letter by letter. */
export interface Said {
  text: string
  language: string
  direction: 'ltr' | 'rtl'
  mono?: true
}

/** One message of the conversation. */
export interface TalkRow {
  side: 'person' | 'line'
  who: string
  at: string
  said: Said[]
  notes: string[]
}

/** One exhibit. */
export interface Card {
  title: string
  facts: string[]
  hashes: { label: string; value: string }[]
}

/** Every word of a report with its language, for choosing fonts. */
export function wordsOf(report: Report): { text: string; language: string }[] {
  const words: { text: string; language: string }[] = []
  const label = (text: string) => words.push({ text, language: report.language })
  const { title, subtitle, running, warning, page_of, sections } = report
  // Page numbers, and what stands for letters that no typeface has.
  label('[U+0123456789ABCDEF]')
  for (const text of [title, subtitle, running, warning, page_of]) label(text)
  for (const section of sections) {
    label(section.title)
    for (const block of section.blocks) collect(block, label, (said) => words.push(said))
  }
  return words
}

function collect(block: Block, label: (text: string) => void, said: (said: Said) => void): void {
  switch (block.type) {
    case 'note':
      return label(block.text)
    case 'facts':
      return block.rows.forEach((row) => {
        label(row.label + (row.hint ?? ''))
        row.value.forEach(said)
      })
    case 'quote':
      label(block.hint)
      return said(block.said)
    case 'talk':
      return block.rows.forEach((row) => {
        label(row.who + row.at + row.notes.join(''))
        row.said.forEach(said)
      })
    case 'cards':
      return block.rows.forEach(({ title, facts, hashes }) =>
        label(title + facts.join('') + hashes.map((one) => one.label + one.value).join('')),
      )
    case 'table':
      return label([...block.head, ...block.rows.flat()].join(''))
  }
}
