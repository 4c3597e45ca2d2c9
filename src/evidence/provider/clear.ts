import type { ProviderCopy, Removal } from '../../channels/channel.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { recordEvents, type Recorded } from '../../ledger/record.ts'
import { sourceOf } from '../fetch.ts'
import { type FileRow, findFile } from '../store.ts'
import {
  type CopiedMessage,
  findCopiedMessage,
  markFileCleared,
  markMessageCleared,
} from './store.ts'

/**
 * Removes the provider's copy of a file, once ours is stored and was read back; then the message that
 * brought it, if that was the last. A legal hold does not stop it: ours is kept. Throws while the
 * provider is not done with the message, or our storage has lost the file, to be tried again.
 */
export async function clearFile(deps: Deps, id: string): Promise<void> {
  const row = await findFile(deps.db, id)
  if (!row?.key || !row.message_id || !isHere(row)) return
  if (row.damage) throw new Failure('storage-unavailable', 'Ours is not whole any more')
  if (!row.copy_removed_at) {
    const copy = { type: 'file', ...sourceOf(deps, row) } as const
    await remove(deps, row, copy, (trx, at) => markFileCleared(trx, id, at))
  }
  await clearMessage(deps, row.message_id)
}

/**
 * Removes the provider's copy of a message. One with a file that is not safely here is left alone: the
 * file goes with it, and the provider's is the only one there is.
 */
export async function clearMessage(deps: Deps, id: string): Promise<void> {
  const message = await findCopiedMessage(deps.db, id)
  if (!message?.ref || message.copy_removed_at || message.waiting > 0) return
  const copy = { type: 'message', provider_ref: message.ref } as const
  await remove(deps, message, copy, (trx, at) => markMessageCleared(trx, id, at))
}

function isHere({ state }: FileRow): boolean {
  return state === 'stored' || state === 'quarantined'
}

type Marked = (trx: Deps['db'], at: Date) => Promise<void>

async function remove(
  deps: Deps,
  row: FileRow | CopiedMessage,
  copy: ProviderCopy,
  mark: Marked,
): Promise<void> {
  const channel = deps.channels[row.channel]
  if (!channel.removeCopy) return
  await recordEvents(deps.db, [event(deps, row, copy, 'requested')])
  const removal = await channel.removeCopy(copy)
  if (removal.status === 'failed') return refused(deps, row, copy, removal)
  await deps.db.transaction().execute(async (trx) => {
    await mark(trx, new Date(deps.now()))
    await recordEvents(trx, [event(deps, row, copy, 'confirmed')])
  })
}

async function refused(
  deps: Deps,
  row: FileRow | CopiedMessage,
  copy: ProviderCopy,
  { code, patience }: Extract<Removal, { status: 'failed' }>,
): Promise<void> {
  await recordEvents(deps.db, [event(deps, row, copy, 'failed', code)])
  if (patience !== 'none') throw new Failure('provider-unavailable', 'The copy is still there')
}

function event(
  deps: Deps,
  { id, thread_id, tip_id }: FileRow | CopiedMessage,
  { type }: ProviderCopy,
  how: 'requested' | 'confirmed' | 'failed',
  code?: string,
): Recorded {
  const named = type === 'file' ? { evidence_id: id } : { message_id: id }
  return {
    ...{ actor: 'system', action: `provider.purge-${how}`, at: deps.now(), thread_id, tip_id },
    details: { ...named, ...(code && { code }) },
  }
}
