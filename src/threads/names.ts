import { randomInt } from 'node:crypto'

/**
 * No 0/O, 1/I/L, 5/S, B, U/V, Z: a code is read aloud, written by hand and typed on old phones.
 * 25 symbols in eight places are 10^11 codes; knowing one opens nothing by itself.
 */
const symbols = '2346789ACDEFGHJKMNPQRTWXY'

/** A tip's code, such as `T-7F3K-9ACM`, from the system's random source. */
export function newTipCode(): string {
  const drawn = randomInt(symbols.length ** 8)
  const letters = Array.from({ length: 8 }, (_, place) => letterAt(drawn, place)).join('')
  return `T-${letters.slice(0, 4)}-${letters.slice(4)}`
}

function letterAt(drawn: number, place: number): string {
  return symbols.charAt(Math.floor(drawn / symbols.length ** place) % symbols.length)
}

const manners =
  'Quiet Brave Calm Kind Steady Gentle Bright Patient Swift Warm Clear Honest Still Early Loyal Sunny'
const birds =
  'Heron Sparrow Wren Robin Finch Plover Swallow Lark Osprey Egret Kestrel Martin Dove Ibis Quail Tern'

/** A made-up name for a contact, such as "Quiet Heron 41". Says nothing about the person. */
export function newAlias(): string {
  return `${pick(manners)} ${pick(birds)} ${randomInt(10, 100)}`
}

function pick(words: string): string {
  const list = words.split(' ')
  return list[randomInt(list.length)] ?? ''
}
