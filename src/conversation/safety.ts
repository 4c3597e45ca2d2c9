import type { Flag } from './effect.ts'
import { following, readTokens, type Token } from './extract/tokens.ts'
import { findMasked } from './mask.ts'
import { type Danger, dangers, type Question, type Script } from './script.ts'
import { isGrave } from './state.ts'
import { type Hit, spot } from './spot.ts'
import { record, type Turn, updateTip } from './turn.ts'
import { plainDigits } from './words.ts'

/** So many words may stand between a child and what hurt it. */
const near = 5
/** A text without two letters or three digits side by side tells nothing. */
const written = /\p{L}[\p{L}\p{M}]|\p{Nd}{3}/u

/**
 * Reads what a person wrote for grave things and for what views have to mask, before anything is made
 * of it. True when it is the first grave thing of this tip.
 */
export function watch(turn: Turn, text: string): boolean {
  if (!written.test(text)) return false
  const tokens = readTokens(plainDigits(text))
  turn.masked = findMasked(turn.script, text, tokens)
  if (turn.masked.length > 0) turn.effects.push({ type: 'mask-words', masked: turn.masked })
  return raise(turn, findDangers(turn.script, tokens))
}

/** Flags what was told and ends the questions about details. True when it is the first grave thing. */
export function raise(turn: Turn, told: readonly Danger[]): boolean {
  const fresh = told.filter((danger) => !turn.tip.flags.includes(danger))
  if (fresh.length === 0) return false
  const first = !isGrave(turn.tip)
  if (first) updateTip(turn, { care: 'due' })
  setFlags(turn, [...turn.tip.flags, ...fresh], true)
  return first
}

/** Flags what a pick from a list tells. */
export function raiseByCodes(turn: Turn, { options }: Question, codes: readonly string[]): void {
  const picked = (options ?? []).filter(({ code }) => codes.includes(code))
  raise(
    turn,
    picked.flatMap(({ grave }) => grave ?? []),
  )
}

/** While it is happening nothing is asked, and no view shows where. */
export function setUnsafe(turn: Turn, unsafe: boolean): void {
  updateTip(turn, { unsafe })
  const others = turn.tip.flags.filter((flag) => flag !== 'happening_now')
  if (unsafe) return setFlags(turn, ['happening_now', ...others], false)
  setFlags(turn, others, false)
}

/** It is over by now, even if nobody has said so: what was held back may be seen. */
export function endHappening(turn: Turn): void {
  setFlags(
    turn,
    turn.tip.flags.filter((flag) => flag !== 'happening_now'),
    false,
  )
}

/** Writes down that the questions about details are not asked for this tip. */
export function skipDetails(turn: Turn): void {
  if (!isGrave(turn.tip) || turn.tip.stage === 'withdrawn') return
  for (const question of turn.script.questions) {
    const { answers, findings } = turn.tip
    if (!question.detail || answers[question.id] || findings?.[question.id]) continue
    record(turn, question.id, { state: 'not_asked', derived_by: 'witness_words' })
  }
}

function setFlags(turn: Turn, flags: Flag[], raised: boolean): void {
  const before = turn.tip.flags
  if (flags.length === before.length && flags.every((flag) => before.includes(flag))) return
  updateTip(turn, { flags })
  turn.effects.push({ type: 'flag-tip', tip: turn.tip.id, flags, raise: raised })
}

/** The grave things that words tell of. */
export function findDangers({ dangers: lexicon }: Script, tokens: readonly Token[]): Danger[] {
  const hits = spot(lexicon, tokens)
  const denied = hits.filter(({ list }) => list === 'not')
  const told = hits.filter((hit) => !denied.some((other) => overlaps(hit, other)))
  return dangers.filter((danger) =>
    danger === 'child' ? tellsChildHurt(told, tokens) : told.some(({ list }) => list === danger),
  )
}

function tellsChildHurt(hits: readonly Hit[], tokens: readonly Token[]): boolean {
  const hurt = hits.filter(({ list }) => list === 'hurt')
  return hits
    .filter(({ list }) => list === 'child')
    .some((child) => hurt.some((one) => areNear(child, one, tokens)))
}

function areNear(one: Hit, other: Hit, tokens: readonly Token[]): boolean {
  const last = Math.min(one.last, other.last)
  const between = Math.max(one.first, other.first) - last - 1
  const isNear = between <= following(tokens, last, near).length
  return isNear && tokens[one.first]?.clause === tokens[other.first]?.clause
}

function overlaps(one: Hit, other: Hit): boolean {
  return one.first <= other.last && other.first <= one.last
}
