import type { Masked } from './answer.ts'
import type { Script } from './script.ts'
import { following, type Token } from './extract/tokens.ts'
import { findChildNames } from './mask-child.ts'
import { type Hit, spot } from './spot.ts'
import { plainDigits } from './words.ts'

/** A-numbers, also behind a Cyrillic letter, have 8 or 9 digits, Social Security numbers and ITINs 9. Source: USCIS, SSA. */
const shapes: readonly [Masked['kind'], RegExp][] = [
  ['a_number', /(?<![\p{L}\p{N}])[AА](?:\s?[-#№:]\s?|\s)?\d{2,3}[-\s]?\d{3}[-\s]?\d{3}(?!\d)/giu],
  ['ssn', /(?<![\p{L}\d-])\d{3}[-–. ]\d{2}[-–. ]\d{4}(?![\d-])/gu],
  [
    'phone',
    /(?<![\p{L}\d])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-]?)\d{3}[\s.-]?\d{4}(?!\d)|(?<![\p{L}\d])\+\d[\d\s.-]{7,16}\d/gu,
  ],
]

const threeDigits = /\d{3}/u

/** "12" or "12b", but not "12th" or a number of people with its counting word on it. */
const houseNumber = /^\d{1,6}\p{Script=Latin}?(?:번지|번|호)?$/u

/** So many words after "A-number" or "lives at" are read, and so many after a house number masked. */
const reach = { number: 6, home: 9, street: 3 }

/**
 * The ranges of a text that no view shows without a reason: what people told unasked of somebody's status,
 * of A-numbers and Social Security numbers, and of where somebody lives. Nothing is taken out of the text.
 */
export function findMasked(script: Script, text: string, tokens: readonly Token[]): Masked[] {
  const digits = plainDigits(text)
  const hits = spot(script.secrets, tokens)
  const told = hits.flatMap((hit) => masksOf(hit, tokens))
  const named = new Set(hits.filter(({ list }) => list === 'named').flatMap(indexesOf))
  const children = findChildNames(text, tokens, { children: script.dangers, named })
  const shaped = (threeDigits.test(digits) ? shapes : []).flatMap(([kind, shape]) =>
    [...digits.matchAll(shape)].map(({ index, 0: match }) => ({
      ...{ start: index, end: index + match.length, kind },
    })),
  )
  return merge([...told, ...children, ...shaped])
}

/** The text with every masked range as stars: for replies, which other people may read on the screen. */
export function hide(text: string, masked: readonly Masked[] = []): string {
  let shown = ''
  let from = 0
  for (const { start, end } of masked) {
    shown += `${text.slice(from, start)}***`
    from = end
  }
  return shown + text.slice(from)
}

/** The same ranges in a text that has so many signs before this one. */
export function moved(masked: readonly Masked[], by: number): Masked[] {
  return masked.map(({ start, end, kind }) => ({ start: start + by, end: end + by, kind }))
}

function masksOf({ list, start, end, first, last }: Hit, tokens: readonly Token[]): Masked[] {
  switch (list) {
    case 'status':
      return [{ start, end, kind: 'status' }]
    case 'a_number':
    case 'ssn':
      return numbersAfter(tokens, last).map((range) => ({ ...range, kind: list }))
    case 'home':
      return addressAfter(tokens, last).map((range) => ({ ...range, kind: 'home' }))
    case 'home_before':
      return addressBefore(tokens, first).map((range) => ({ ...range, kind: 'home' }))
    default:
      return []
  }
}

/** A number said after its name: the words in between stay. */
function numbersAfter(tokens: readonly Token[], last: number): { start: number; end: number }[] {
  const after = following(tokens, last, reach.number)
  const first = after.findIndex(({ form }) => hasDigit(form))
  if (first < 0) return []
  const stop = after.findIndex(({ form }, index) => index > first && !hasDigit(form))
  const number = after.slice(first, stop < 0 ? after.length : stop)
  const digits = number.map(({ form }) => form.replace(/\D/gu, '')).join('')
  if (digits.length < 7) return []
  return [{ start: number[0]?.start ?? 0, end: number.at(-1)?.end ?? 0 }]
}

/** An address: the rest of the clause, if a house number is in it. */
function addressAfter(tokens: readonly Token[], last: number): { start: number; end: number }[] {
  const clause = tokens[last]?.clause
  const after = following(tokens, last, reach.home).filter((token) => token.clause === clause)
  const number = after.findIndex(({ form }) => hasDigit(form))
  const address = number < 0 ? [] : after.slice(0, number + 1 + reach.street)
  const [first] = address
  return first ? [{ start: first.start, end: address.at(-1)?.end ?? first.end }] : []
}

/** An address in languages that say last what is done there: from the house number to the verb. */
function addressBefore(tokens: readonly Token[], first: number): { start: number; end: number }[] {
  const clause = tokens[first]?.clause
  const before = tokens.slice(Math.max(0, first - reach.home), first)
  const said = before.filter((token) => token.clause === clause)
  const number = said.find(({ form }) => houseNumber.test(form))
  return number ? [{ start: number.start, end: said.at(-1)?.end ?? number.end }] : []
}

function indexesOf({ first, last }: Hit): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function hasDigit(form: string): boolean {
  return /\d/u.test(form)
}

function merge(masked: Masked[]): Masked[] {
  const sorted = masked.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const merged: Masked[] = []
  for (const one of sorted) {
    const before = merged.at(-1)
    if (before && one.start < before.end) before.end = Math.max(before.end, one.end)
    else merged.push({ ...one })
  }
  return merged
}
