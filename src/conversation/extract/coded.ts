import type { Finding, Finder, Reading, Text } from './finding.ts'
import { finding } from './finding.ts'
import { findPatterns, type Match } from './pattern.ts'
import { following, isSign, type Token } from './tokens.ts'

/** Words shown with a single word found, so that a person can tell what was meant by it. */
const company = 3
/** Korean says last what was done, so the words before tell to whom. */
const verbIsLast = /\p{Script=Hangul}/u

/** Agencies by name: "la migra", "Border Patrol". Each name is one finding. */
export const findAgencies: Finder = (text, reading) => findCodes(text, reading, 'agency')

/** Covered faces. A clause that says no says nothing here. */
export const findFaces: Finder = (text, reading) =>
  findCodes(text, reading, 'identification').filter((one) => isPlain(text, reading, one))

/** Coarse acts: what was done, and by what kind of force. Only what agents did to others. */
export const findActs: Finder = (text, reading) =>
  ['acts', 'force']
    .flatMap((question) => findCodes(text, reading, question, company))
    .filter((one) => isPlain(text, reading, one) && !isDoneToAgents(text, reading, one))

function findCodes(text: Text, reading: Reading, question: string, more = 0): Finding[] {
  const known = reading.vocabulary.found.codes.get(question) ?? []
  const found = known.flatMap(([code, patterns]) =>
    findPatterns(text.tokens, patterns).map((match) => ({ code, match })),
  )
  const longest = found.filter(
    ({ match }) => !found.some((other) => covers(other.match, match) && other.match !== match),
  )
  return longest.map(({ code, match }) =>
    finding(text, question, extended(text, match, reading, more), { codes: [code] }),
  )
}

/** "Border Patrol" holds "border": only the longer is meant. */
function covers(outer: Match, inner: Match): boolean {
  const longer = outer.last - outer.first > inner.last - inner.first
  return longer && outer.first <= inner.first && outer.last >= inner.last
}

function extended(
  { tokens }: Text,
  { first, last, start, end }: Match,
  { vocabulary }: Reading,
  more: number,
) {
  const { form = '', clause } = tokens[first] ?? {}
  const isPhrase = last - first > (isSign(form) ? 1 : 0)
  if (more === 0 || isPhrase) return { start, end }
  const stops = (one: Token) => one.clause !== clause || leadsOn(one, vocabulary)
  if (verbIsLast.test(form)) {
    const before = tokens.slice(Math.max(0, first + 1 - more), first)
    return { start: before[before.findLastIndex(stops) + 1]?.start ?? start, end }
  }
  const after = following(tokens, last, more)
  const stop = after.findIndex(stops)
  return { start, end: (stop < 0 ? after : after.slice(0, stop)).at(-1)?.end ?? end }
}

/** "And", "at", "yesterday": what follows is about something else. */
function leadsOn({ form }: Token, { joiners, time }: Reading['vocabulary']): boolean {
  return [joiners, time.at, time.today, time.yesterday].some((words) => words.has(form))
}

function isPlain({ tokens }: Text, { vocabulary }: Reading, { span }: Finding): boolean {
  const clause = tokens.find(({ start }) => start === span.start)?.clause
  const said = tokens.filter((one) => one.clause === clause)
  return findPatterns(said, vocabulary.found.not).length === 0
}

/** "He pushed the officer" is told about somebody else. */
function isDoneToAgents({ tokens }: Text, { vocabulary }: Reading, { span }: Finding): boolean {
  const first = tokens.findIndex(({ start }) => start === span.start)
  const after = following(tokens, first - 1, company + 1)
  return findPatterns(after, vocabulary.found.agents).length > 0
}
