import { Answer } from '../conversation/answer.ts'
import type { AskedTip } from '../conversation/event.ts'
import type { Given } from '../conversation/state.ts'
import type { Deps } from '../deps.ts'
import { openAs } from '../tips/open.ts'
import { type AnswerRow, latestAnswers } from '../tips/store.ts'

/** What is needed of a tip to ask about it. */
interface Asked extends Omit<AskedTip, 'answers'> {
  key: Uint8Array | null
}

/** A tip that is not told any more, as a turn may go on with it: with every answer there is. */
export async function openAsked({ db, keys }: Deps, tip: Asked): Promise<AskedTip> {
  const rows = await latestAnswers(db, [tip.id])
  const given = rows.map((row) => [row.question, openGiven(keys, tip, row)])
  const { id, code, stage, flags } = tip
  return { id, code, stage, flags, answers: Object.fromEntries(given) }
}

function openGiven(keys: Deps['keys'], { key }: Asked, row: AnswerRow): Given {
  const { state, derived_by, version } = row
  const purpose = `answer:${row.tip_id}:${row.question}:${version}`
  const answer = row.words ? openAs(Answer, keys, key, purpose, row.words) : undefined
  return { ...(answer ?? { state, derived_by }), version }
}
