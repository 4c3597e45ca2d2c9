import type { Masked } from './answer.ts'
import type { Token } from './extract/tokens.ts'
import { type Lexicon, spot } from './spot.ts'

/** Begins with a capital and goes on small, as names are written. */
const name = /^\p{Lu}\p{Ll}/u
/** A name has no more parts than this. */
const longest = 2

/**
 * Names of children, where they stand right after the child or after a word such as "named": "my daughter
 * Maria". In scripts without capitals, and in a text that is full of them, no name can be told.
 */
export function findChildNames(
  text: string,
  tokens: readonly Token[],
  { children, named }: { children: Lexicon; named: ReadonlySet<number> },
): Masked[] {
  const isName = ({ start, end }: Token) => name.test(text.slice(start, end))
  if (2 * tokens.filter(isName).length > tokens.length) return []
  const told = spot(children, tokens).filter(({ list }) => list === 'child')
  return told.flatMap(({ last }) => {
    const first = named.has(last + 1) ? afterNamed(named, last + 1) : last + 1
    const words = tokens.slice(first, first + longest)
    const stop = words.findIndex((one) => !isName(one) || one.clause !== tokens[last]?.clause)
    const parts = stop < 0 ? words : words.slice(0, stop)
    const [begin] = parts
    return begin ? [{ start: begin.start, end: parts.at(-1)?.end ?? begin.end, kind: 'child' }] : []
  })
}

function afterNamed(named: ReadonlySet<number>, at: number): number {
  let next = at
  while (named.has(next)) next++
  return next
}
