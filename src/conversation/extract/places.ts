import {
  type Finder,
  type Finding,
  finding,
  type Reading,
  type Span,
  type Text,
} from './finding.ts'
import { findPatterns, type Match, type Patterns } from './pattern.ts'
import type { Token } from './tokens.ts'

/** "I-35", "US 61", "Highway 52", with a mile or an exit. */
const highway =
  /(?<![\p{L}\d])(?:I-|I |US[- ]|SR[- ]|Hwy\.? |Highway |Route |Rte\.? |Interstate )\d{1,4}[A-Z]?(?:[ ,]+(?:(?:near|at) )?(?:mile|milepost|exit) \d{1,3}[A-Z]?)?/giu
const coordinates = /(?<![\d.-])(-?\d{1,2}\.\d{3,8})\s*[,;]\s*(-?\d{1,3}\.\d{3,8})(?![\d.])/u
const ordinal = /^\d{1,3}(?:st|nd|rd|th|a|o)$/u
const joinMark = /^\s*[&/@]\s*$/u
const houseNumber = /^\d{1,5}$/u
/** The most words a name has. */
const longestName = 4

/**
 * Where it was, if the words name a place plainly: degrees, a highway, a street corner, an address or a
 * name in capitals after "at". The first that is found, in this order.
 */
export const findPlaces: Finder = (text, reading) => {
  const found =
    findCoordinates(text) ??
    fromSpan(text, matchSpan(highway, text.words)) ??
    fromSpan(text, findCorner(text, reading)) ??
    fromSpan(text, findAddress(text, reading)) ??
    fromSpan(text, findNamed(text, reading))
  return found ? [found] : []
}

function findCoordinates(text: Text): Finding | undefined {
  const match = coordinates.exec(text.words)
  const [latitude, longitude] = [Number(match?.[1]), Number(match?.[2])]
  if (!match || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined
  const span = { start: match.index, end: match.index + match[0].length }
  return finding(text, 'place', span, { place: { latitude, longitude } })
}

function matchSpan(pattern: RegExp, words: string): Span | undefined {
  const [match] = words.matchAll(pattern)
  return match && { start: match.index, end: match.index + match[0].length }
}

function fromSpan(text: Text, span: Span | undefined): Finding | undefined {
  if (!span) return undefined
  return finding(text, 'place', span, { words: text.words.slice(span.start, span.end) })
}

/** Two street names around "and". One of them must look like a street's, or "corner" stands before. */
function findCorner({ words, tokens }: Text, { vocabulary }: Reading): Span | undefined {
  const { street, and, corner } = vocabulary.found.place
  const streets = findPatterns(tokens, street)
  const leads = findPatterns(tokens, corner)
  for (const { end, first } of joinsOf(words, tokens, and)) {
    const before = nameBefore(words, tokens, streets, end)
    const after = nameAfter(words, tokens, streets, first)
    if (!before || !after) continue
    const led = leads.some(({ last }) => last === before.first - 1)
    if (led || before.sure || after.sure) return spanOf(tokens, before.first, after.last)
  }
  return undefined
}

/** Where one name has ended and where the next begins: at "and", "&" or "/". */
function joinsOf(words: string, tokens: readonly Token[], and: Patterns) {
  const marks = tokens.flatMap(({ start }, index) => {
    const between = words.slice(tokens[index - 1]?.end ?? start, start)
    return joinMark.test(between) ? [{ end: index, first: index }] : []
  })
  return [
    ...findPatterns(tokens, and).map(({ first }) => ({ end: first, first: first + 1 })),
    ...marks,
  ]
}

/** A street's name with the word for a street after it, or before it as in "calle Lake". */
interface Name {
  first: number
  last: number
  /** It can hardly be anything but a street. */
  sure: boolean
}

function nameBefore(
  words: string,
  tokens: readonly Token[],
  streets: readonly Match[],
  end: number,
): Name | undefined {
  const kind = streets.find(({ last }) => last === end - 1)
  const last = kind ? kind.first - 1 : end - 1
  const token = tokens[last]
  if (!token || token.clause !== tokens[end]?.clause) return undefined
  const numbered = ordinal.test(token.form)
  if (!numbered && !isName(words, token) && !kind) return undefined
  const lead = streets.find((one) => one.last === last - 1)
  return {
    first: lead?.first ?? last,
    last: end - 1,
    sure: numbered || (kind ?? lead) !== undefined,
  }
}

function nameAfter(
  words: string,
  tokens: readonly Token[],
  streets: readonly Match[],
  first: number,
): Name | undefined {
  const token = tokens[first]
  if (!token || token.clause !== tokens[first - 1]?.clause) return undefined
  const led = streets.find((one) => one.first === first)
  const name = led && tokens[led.last + 1]
  if (led && name?.clause === token.clause && isName(words, name)) {
    return { first, last: led.last + 1, sure: true }
  }
  const kind = streets.find((one) => one.first === first + 1)
  const numbered = ordinal.test(token.form)
  // "5th and main": people leave out capitals; as the last word it is hardly anything else.
  const ending = tokens[first + 1]?.clause !== token.clause && token.form.length > 2
  if (!numbered && !isName(words, token) && !kind && !ending) return undefined
  return { first, last: kind?.last ?? first, sure: numbered || kind !== undefined }
}

/** A number, a name and "street"; or "street" and then a number or a name. */
function findAddress({ words, tokens }: Text, { vocabulary }: Reading): Span | undefined {
  const { street, before } = vocabulary.found.place
  for (const { first, last } of findPatterns(tokens, street)) {
    const number = tokens.findLastIndex(
      (token, index) =>
        index < first &&
        index >= first - longestName &&
        houseNumber.test(token.form) &&
        token.clause === tokens[first]?.clause,
    )
    const name = tokens.slice(number + 1, first)
    // "At 9 in the street" has no house number.
    const apart = findPatterns(name, before).length > 0
    if (number >= 0 && name.length > 0 && !apart) return spanOf(tokens, number, last)
    const next = tokens[last + 1]
    const named = next?.clause === tokens[last]?.clause && next && isName(words, next)
    if (next && (named || houseNumber.test(next.form))) {
      return spanOf(tokens, first, runEnd(words, tokens, last + 1))
    }
  }
  return undefined
}

/**
 * Names in capitals after "at" or "in front of". A text all in capitals has none. After a single word,
 * as in "looked at Maria", one name is too little to be a place.
 */
function findNamed({ words, tokens }: Text, { vocabulary }: Reading): Span | undefined {
  const { before } = vocabulary.found.place
  for (const { first: lead, last } of findPatterns(tokens, before)) {
    const first = last + 1
    const token = tokens[first]
    if (!token || token.clause !== tokens[last]?.clause || !isName(words, token)) continue
    if (isCoded(token, vocabulary) || isTimeWord(token, vocabulary.time)) continue
    const end = runEnd(words, tokens, first)
    if (end > first || last > lead) return spanOf(tokens, first, end)
  }
  return undefined
}

/** The last of the capitalised words and numbers that follow each other from here. */
function runEnd(words: string, tokens: readonly Token[], first: number): number {
  let last = first
  while (last < first + longestName - 1) {
    const next = tokens[last + 1]
    const goesOn = next && next.clause === tokens[first]?.clause
    if (!goesOn || !(isName(words, next) || houseNumber.test(next.form))) break
    last++
  }
  return last
}

/** Begins with a capital and goes on small, as names are written. */
function isName(words: string, { start, end }: Token): boolean {
  return /^\p{Lu}\p{Ll}/u.test(words.slice(start, end))
}

/** "Border Patrol" after "outside" is no place. */
function isCoded(token: Token, { found }: Reading['vocabulary']): boolean {
  const known = [...found.codes.values()].flat()
  return known.some(([, patterns]) => findPatterns([token], patterns).length > 0)
}

function isTimeWord({ form }: Token, time: Reading['vocabulary']['time']): boolean {
  return time.other_day.has(form) || time.weekdays.some((names) => names.has(form))
}

function spanOf(tokens: readonly Token[], first: number, last: number): Span {
  return { start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 }
}
