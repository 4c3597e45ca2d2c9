import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
import { requireFile } from './read.ts'
import { markRetry } from './store.ts'

/** Asks for a file again that could not be had, at once and from the first try on. */
export async function retryFile(deps: Deps, id: string, by: string): Promise<void> {
  const { origin, thread_id, tip_id } = await requireFile(deps, id)
  await deps.db.transaction().execute(async (trx) => {
    if (!(await markRetry(trx, id))) throw new Failure('conflict', 'The file is here, or erased')
    const event = { actor: `staff:${by}`, action: 'media.retried', at: deps.now() } as const
    await recordEvents(trx, [{ ...event, thread_id, tip_id, details: { evidence_id: id } }])
    await deps.enqueue(trx, [jobFor(origin, id)])
  })
}

function jobFor(origin: 'message' | 'upload', evidence_id: string) {
  return {
    name: origin === 'upload' ? 'keep-upload' : 'fetch-media',
    data: { evidence_id },
  } as const
}
