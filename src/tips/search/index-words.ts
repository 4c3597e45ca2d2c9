import type { Deps } from '../../deps.ts'
import { letOthersGo } from '../../let-others-go.ts'
import { wordHashes } from './hash.ts'
import { listSearchMessages, listSpoken, movePosition, saveWords, takePosition } from './store.ts'
import { wordsOfMessages } from './texts.ts'

/** Events; a tip that speaks in many of them is read once. */
const batch = 1_000
const batchesMost = 10
/** Tips opened at a stretch, which takes some milliseconds: people's messages wait for the same processor. */
const stretch = 20

/**
 * Notes what tips are found by, a moment after it was said: it follows the ledger, in whose order nothing is
 * left out, so that a turn has nothing to do for it. Safe in several processes; one does it, the others leave
 * it to that one.
 */
export async function indexWords(deps: Deps): Promise<void> {
  for (let n = 0; n < batchesMost; n++) {
    if ((await indexBatch(deps)) < batch) return
  }
}

function indexBatch(deps: Deps): Promise<number> {
  const now = new Date(deps.now())
  return deps.db.transaction().execute(async (trx) => {
    const position = await takePosition(trx, now)
    if (position === undefined) return 0
    const { tip_ids, next } = await listSpoken(trx, position, batch)
    if (next === position) return 0
    await indexTips({ ...deps, db: trx }, tip_ids)
    await movePosition(trx, next, now)
    return next - position
  })
}

/** Begins again from the first event of the ledger, as after a change of keys; the clock does the rest. */
export async function indexAnew({ db, now }: Deps): Promise<void> {
  await movePosition(db, 0, new Date(now()))
}

/** Notes what these tips are found by. */
export async function indexTips(
  { db, keys }: Pick<Deps, 'db' | 'keys'>,
  tip_ids: string[],
): Promise<void> {
  const messages = Map.groupBy(await listSearchMessages(db, tip_ids), ({ tip_id }) => tip_id)
  const tips: { tip_id: string; words: string[] }[] = []
  for (const [index, tip_id] of tip_ids.entries()) {
    if (index % stretch === stretch - 1) await letOthersGo()
    const words = [...wordsOfMessages(keys, messages.get(tip_id) ?? [])]
    tips.push({ tip_id, words: words.flatMap((word) => wordHashes(keys, word).slice(0, 1)) })
  }
  await saveWords(db, tips)
}
