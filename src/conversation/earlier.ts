import type { AskedTip } from './event.ts'
import type { Earlier, State, TipState } from './state.ts'
import { freshTip } from './turn.ts'

/** So many earlier tips of a thread are remembered, and told of when somebody asks. */
const most = 9

/** Remembers a tip that another takes the place of: no word of it, only which versions there are. */
export function rememberTip(before: readonly Earlier[] = [], tip: TipState): Earlier[] {
  const { id, code, stage } = tip
  const kept = { id, code, stage, versions: versionsOf(tip) }
  const known = before.some((one) => one.id === id)
  if (known) return before.map((one) => (one.id === id ? kept : one))
  return [kept, ...before].slice(0, most)
}

function versionsOf({ answers, findings = {} }: TipState): Record<string, number> {
  const given = [...Object.entries(findings), ...Object.entries(answers)]
  const highest: Record<string, number> = {}
  for (const [id, { version }] of given) highest[id] = Math.max(highest[id] ?? 0, version)
  return highest
}

/**
 * The tip that an investigator asks about, when it is not the one that is being told. The shell brings its
 * words; which versions there are is known better here.
 */
export function asideFor(state: State, asked: AskedTip | undefined): TipState | undefined {
  if (!asked || asked.id === state.tip?.id) return undefined
  if (asked.id === state.aside?.id) return state.aside
  const { id, code, flags } = asked
  const known = state.earlier?.find((one) => one.id === id)
  const { stage, versions } = known ?? { stage: asked.stage, versions: {} }
  const answers = { ...asked.answers }
  for (const [question, version] of Object.entries(versions)) {
    const given = answers[question] ?? { state: 'not_asked', derived_by: 'witness_words' }
    answers[question] = { ...given, version: Math.max(version, answers[question]?.version ?? 0) }
  }
  return { ...freshTip({ id, code }), stage, flags, answers, care: 'said' }
}
