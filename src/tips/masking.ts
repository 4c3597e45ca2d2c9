import { z } from 'zod'
import { Masked } from '../conversation/answer.ts'

/** A label that stands in a text for words that are not shown. */
export const Hidden = z.object({
  start: z.int().describe('UTF-16 offset in the text as it is shown here'),
  end: z.int(),
  kind: z.union([Masked.shape.kind, z.literal('place')]),
})
export type Hidden = z.infer<typeof Hidden>

/** A text as people may see it, and where in it something is left out. */
export interface MaskedText {
  text: string
  hidden: Hidden[]
}

/** The text with a label such as `[hidden: ssn]` in place of every range. */
export function maskText(text: string, ranges: readonly Hidden[] = []): MaskedText {
  const hidden: Hidden[] = []
  let [shown, from] = ['', 0]
  for (const { start, end, kind } of ranges.toSorted((a, b) => a.start - b.start)) {
    const [first, last] = [Math.max(start, from), Math.min(end, text.length)]
    if (first >= last) continue
    shown += text.slice(from, first)
    const label = `[hidden: ${kind}]`
    hidden.push({ start: shown.length, end: shown.length + label.length, kind })
    shown += label
    from = last
  }
  return { text: shown + text.slice(from), hidden }
}

/** The whole text as one label, however long it is. */
export function maskWhole(text: string, kind: Hidden['kind']): MaskedText {
  return maskText(text, [{ start: 0, end: text.length, kind }])
}

/** While it is happening no view shows where, until they say that they are safe. */
export function hidesPlace({ flags }: { flags: readonly string[] }): boolean {
  return flags.includes('happening_now')
}
