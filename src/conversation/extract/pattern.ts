import type { Span } from './finding.ts'
import { isSign, readTokens, type Token } from './tokens.ts'

/**
 * A phrase to look for, as language files write it: `broke ... door` lets up to five words of the same
 * clause stand between, `mask*` stands for every word that begins so and `*mask` for every one that
 * ends so, and a word in capitals, such as `ICE`, is only found in capitals.
 */
export interface Pattern {
  parts: readonly Part[]
}

interface Part {
  form: string
  fits: 'whole' | 'start' | 'end' | 'inside'
  capitals: boolean
  /** How many words may stand before this one. */
  gap: number
}

/** Tokens a pattern covers, by their places in the list. */
export interface Match extends Span {
  first: number
  last: number
}

const widestGap = 5
const pieces = /\.{3}|…|\*?[^\s*.…]+\*?/gu

/** Reads a phrase of a language file. */
export function readPattern(phrase: string): Pattern {
  const parts: Part[] = []
  let gap = 0
  for (const [piece] of phrase.matchAll(pieces)) {
    if (piece === '...' || piece === '…') gap = widestGap
    else {
      parts.push(...readParts(piece, gap))
      gap = 0
    }
  }
  return { parts }
}

/** One written word may be several tokens, as in scripts without spaces. */
function readParts(piece: string, gap: number): Part[] {
  const tokens = readTokens(piece)
  return tokens.map(({ form, capitals }, index) => ({
    form,
    fits: fitOf(
      piece.startsWith('*') && index === 0,
      piece.endsWith('*') && index === tokens.length - 1,
    ),
    capitals: capitals && form.length > 1,
    // A sign of a script without spaces is about half a word.
    gap: index > 0 ? 0 : isSign(form) ? 2 * gap : gap,
  }))
}

function fitOf(openStart: boolean, openEnd: boolean): Part['fits'] {
  if (openStart) return openEnd ? 'inside' : 'end'
  return openEnd ? 'start' : 'whole'
}

/** Patterns by their first word, so that most words of a text are looked up once and no more. */
export interface Patterns {
  byWord: ReadonlyMap<string, readonly Pattern[]>
  /** Those that begin with `*` or end their first word with it. */
  others: readonly Pattern[]
}

/** Reads the phrases of a list of a language file. */
export function readPatterns(phrases: readonly string[]): Patterns {
  const patterns = phrases.map(readPattern).filter(({ parts }) => parts.length > 0)
  const whole = ({ parts }: Pattern) => parts[0]?.fits === 'whole'
  return {
    byWord: Map.groupBy(patterns.filter(whole), ({ parts }) => parts[0]?.form ?? ''),
    others: patterns.filter((pattern) => !whole(pattern)),
  }
}

/** Every place where one of the patterns fits, the longest at each beginning. */
export function findPatterns(tokens: readonly Token[], { byWord, others }: Patterns): Match[] {
  const found: Match[] = []
  for (const [first, { form, start }] of tokens.entries()) {
    let last = -1
    for (const { parts } of byWord.get(form) ?? []) {
      last = Math.max(last, matchAt(tokens, first, parts))
    }
    for (const { parts } of others) last = Math.max(last, matchAt(tokens, first, parts))
    const end = tokens[last]?.end
    if (end !== undefined) found.push({ first, last, start, end })
  }
  return found
}

/** What a pattern covers if it fits from this token on. */
export function matchPattern(
  tokens: readonly Token[],
  first: number,
  { parts }: Pattern,
): Match | undefined {
  const last = matchAt(tokens, first, parts)
  const [start, end] = [tokens[first]?.start, tokens[last]?.end]
  return start === undefined || end === undefined ? undefined : { first, last, start, end }
}

/** The place of the last token of a match that begins here, or -1. */
function matchAt(tokens: readonly Token[], first: number, parts: readonly Part[]): number {
  const clause = tokens[first]?.clause
  let next = first
  for (const [index, part] of parts.entries()) {
    const furthest = index === 0 ? next : next + part.gap
    while (next <= furthest && !fits(tokens[next], part, clause)) next++
    if (next > furthest) return -1
    next++
  }
  return parts.length === 0 ? -1 : next - 1
}

function fits(token: Token | undefined, part: Part, clause: number | undefined): boolean {
  if (!token || token.clause !== clause || (part.capitals && !token.capitals)) return false
  switch (part.fits) {
    case 'whole':
      return token.form === part.form
    case 'start':
      return token.form.startsWith(part.form)
    case 'end':
      return token.form.endsWith(part.form)
    case 'inside':
      return token.form.includes(part.form)
  }
}
