import type { FetchFault } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
import { type FileRow, markTry } from './store.ts'

/**
 * Why a file could not be kept, as its row says it:
 *
 * - `empty`: no bytes came. `too-large`: more than the limit.
 * - `too-large-for-telegram`: the Bot API gives nobody a file of more than 20 MB.
 * - `gone`: the provider has it no more. `not-ours`: its address is not one of the provider's.
 * - `refused`: the provider does not let us have it.
 * - `unreachable`: the provider did not answer, or broke off, each time.
 * - `not-configured`: the provider's credentials are not set.
 * - `storage-unavailable`, `scanner-unavailable`, `fault`: ours failed, each time.
 */
export type FileFault = FetchFault | 'storage-unavailable' | 'scanner-unavailable' | 'fault'

/** What of ours failed. */
export function ourFault(error: unknown): FileFault {
  const code = error instanceof Failure ? error.code : undefined
  return code === 'storage-unavailable' || code === 'scanner-unavailable' ? code : 'fault'
}

/** Ends the tries: the file shows as failed, with its code, until somebody tries again. */
export async function failFile(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  row: Pick<FileRow, 'id' | 'thread_id' | 'tip_id'>,
  error_code: FileFault,
): Promise<'failed'> {
  await db.transaction().execute(async (trx) => {
    if (!(await markTry(trx, row.id, { state: 'failed', error_code }))) return
    const { id, thread_id, tip_id } = row
    const details = { evidence_id: id, code: error_code }
    const event = { actor: 'system', action: 'media.failed', at: now() } as const
    await recordEvents(trx, [{ ...event, thread_id, tip_id, details }])
  })
  return 'failed'
}
