import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { recordEvents } from '../../ledger/record.ts'
import { requireFile } from '../read.ts'

/** Has a kept file looked into once more: for what could not be read or copied the first time. */
export async function lookAgain(deps: Deps, id: string, by: string): Promise<void> {
  const { state, thread_id, tip_id } = await requireFile(deps, id)
  if (state !== 'stored') throw new Failure('conflict', 'The file is not kept here')
  await deps.db.transaction().execute(async (trx) => {
    const event = { actor: `staff:${by}`, action: 'media.retried', at: deps.now() } as const
    const details = { evidence_id: id, what: 'inspection' }
    await recordEvents(trx, [{ ...event, thread_id, tip_id, details }])
    await deps.enqueue(trx, [{ name: 'inspect-evidence', data: { evidence_id: id } }])
  })
}
