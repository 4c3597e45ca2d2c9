import { randomUUID } from 'node:crypto'
import { Answer } from '../conversation/answer.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { openAs } from '../tips/open.ts'
import { type AnswerRow, latestAnswers, type TipRow } from '../tips/store.ts'
import { asItStands, type StandingTip } from './as-it-stands.ts'

/** What somebody says of a finding. */
export interface Verdict {
  question: string
  /** The version that they saw. */
  version: number
  right: boolean
  /** Id of the investigator or token. */
  by: string
}

/**
 * Makes an answer of what was read from an account, coded by staff, or says that it is not right. Throws
 * `not-found` when nothing waits there, and `conflict` when something newer has been said, or the tip was
 * taken back.
 */
export async function settleFinding(deps: Deps, tip: TipRow, verdict: Verdict): Promise<void> {
  await asItStands(deps, tip.id, (standing) => settle(deps, tip, standing, verdict))
  const { question, version } = verdict
  const now = await latestAnswer(deps, tip, question)
  if (now?.version !== version + 1 || now.derived_by !== 'staff_coded') throw changed()
}

async function settle(
  deps: Deps,
  tip: TipRow,
  standing: StandingTip,
  { question, version, right, by }: Verdict,
): Promise<void> {
  const row = await latestAnswer(deps, tip, question)
  if (row && row.version !== version) throw changed()
  if (row?.finding?.confirmed !== 'no') throw new Failure('not-found', 'Nothing is to be settled')
  const found = { ...openFinding(deps, tip, row), version }
  const base = { type: 'finding-settled', id: randomUUID(), at: deps.now() } as const
  const event = { ...base, tip: tip.id, question, right, found }
  const at = { thread: tip.thread_id, version: standing.version }
  await deps.turns.advance({ from: 'inside', ...at, event, sent_by: by })
}

async function latestAnswer({ db }: Deps, tip: TipRow, question: string) {
  const rows = await latestAnswers(db, [tip.id])
  return rows.find((row) => row.question === question)
}

function openFinding({ keys }: Deps, tip: TipRow, row: AnswerRow): Answer {
  const purpose = `answer:${tip.id}:${row.question}:${row.version}`
  const answer = row.words ? openAs(Answer, keys, tip.key, purpose, row.words) : undefined
  if (!answer) throw new Failure('conflict', 'This tip was taken back')
  return answer
}

function changed(): Failure {
  return new Failure('conflict', 'The answer was changed meanwhile')
}
