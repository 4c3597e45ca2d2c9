import type { Answer } from './answer.ts'
import type { FindingSettled } from './event.ts'
import type { Found, State, TipState } from './state.ts'
import type { Step } from './step.ts'

/**
 * Writes down what staff say of something that was read from an account: the next version of the answer.
 * Nothing when the person, or somebody else, has said something newer, or took the tip back. No word of theirs
 * is changed.
 */
export function settleFinding(state: State, event: FindingSettled): Step {
  const { tip, question, found } = event
  const isGone = state.tip?.id === tip && state.tip.stage === 'withdrawn'
  if (isGone || found.version !== newest(state, event)) return { state, effects: [] }
  const { version: _, ...given } = found
  const answer = event.right ? confirmed(given) : refused(given)
  const version = found.version + 1
  return {
    state: noted(state, event, { ...answer, version }),
    effects: [{ type: 'record-answer', tip, question, version, answer }],
  }
}

function newest(state: State, { tip, question, found }: FindingSettled): number {
  if (tip === state.tip?.id) return newestOf(state.tip, question)
  if (tip === state.aside?.id) return newestOf(state.aside, question)
  return state.earlier?.find(({ id }) => id === tip)?.versions[question] ?? found.version
}

function newestOf({ answers, findings }: TipState, question: string): number {
  return Math.max(answers[question]?.version ?? 0, findings?.[question]?.version ?? 0)
}

function confirmed(given: Answer): Answer {
  const spans = given.finding?.spans ?? []
  return {
    ...given,
    state: 'answered',
    finding: { confirmed: 'staff', spans },
    derived_by: 'staff_coded',
  }
}

function refused({ finding, message_ids, script_version }: Answer): Answer {
  return {
    state: 'not_asked',
    finding: { confirmed: 'refused', spans: finding?.spans ?? [] },
    derived_by: 'staff_coded',
    ...{ message_ids, script_version },
  }
}

/** What the interview need not ask any more, or may ask after all. */
function noted(state: State, { tip, question }: FindingSettled, found: Found): State {
  const settle = (one: TipState): TipState => {
    const { [question]: _, ...findings } = one.findings ?? {}
    if (found.state !== 'answered') return { ...one, findings: { ...findings, [question]: found } }
    return { ...one, findings, answers: { ...one.answers, [question]: found } }
  }
  const { earlier, aside } = state
  if (tip === state.tip?.id) return { ...state, tip: settle(state.tip) }
  return {
    ...state,
    ...(aside?.id === tip && { aside: settle(aside) }),
    ...(earlier && {
      earlier: earlier.map((one) =>
        one.id === tip ? { ...one, versions: { ...one.versions, [question]: found.version } } : one,
      ),
    }),
  }
}
