import type { MaskedText } from '../tips/masking.ts'
import type { Words } from './words.ts'

/** A text with a block in place of each label, up to so many characters. */
export function Masked(props: MaskedText & { words: Words; most?: number }) {
  const { text, hidden, words, most = text.length } = props
  const shown = hidden.filter(({ start }) => start < most)
  const ends = [0, ...shown.map(({ end }) => end)]
  return (
    <>
      {ends.map((from, index) => {
        const next = shown[index]
        return (
          <>
            {clip(text.slice(from, next ? next.start : undefined), most - from)}
            {next && <span class="hidden-words">{words(`hidden.${next.kind}`)}</span>}
          </>
        )
      })}
    </>
  )
}

/** Cut between characters, never within one. */
function clip(text: string, most: number): string {
  if (most <= 0) return ''
  return text.length <= most ? text : [...text.slice(0, 2 * most)].slice(0, most).join('')
}

/** Where a place would stand while it is happening. */
export function UntilSafe({ words }: { words: Words }) {
  return (
    <p class="spot">
      <span class="hidden-words">{words('hidden.until_safe')}</span>
    </p>
  )
}
