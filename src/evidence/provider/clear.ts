import type { ProviderCopy, Removal } from '../../channels/channel.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { recordEvents, type Recorded } from '../../ledger/record.ts'
import { sourceOf } from '../fetch.ts'
import { type FileRow, findFile } from '../store.ts'
import {
  type CopiedMessage,
  findCopiedMessage,
  forgetName,
  markFileCleared,
  markMessageCleared,
} from './store.ts'

/**
 * Removes the provider's copy of a file, once ours is stored and was read back; then the message that
 * brought it, if that was the last. A legal hold does not stop it: ours is kept. Throws while the
 * provider is not done with the message, or our storage has lost the file, to be tried again; at the last
 * try the ledger says instead that the copy is left.
 */
export async function clearFile(deps: Deps, id: string, last = false): Promise<void> {
  const row = await findFile(deps.db, id)
  if (!row?.key || !row.message_id || !isHere(row)) return
  if (row.damage) throw new Failure('storage-unavailable', 'Ours is not whole any more')
  if (!row.copy_removed_at) {
    const copy = { type: 'file', ...sourceOf(deps, row) } as const
    await remove(deps, row, { copy, last, mark: (trx, at) => markFileCleared(trx, id, at) })
  }
  await clearMessage(deps, row.message_id, last)
}

/**
 * Removes the provider's copy of a message. One with a file that is not safely here is left alone: the
 * file goes with it, and the provider's is the only one there is.
 */
export async function clearMessage(deps: Deps, id: string, last = false): Promise<void> {
  const message = await findCopiedMessage(deps.db, id)
  if (!message?.ref || message.copy_removed_at || message.waiting > 0) return
  const copy = { type: 'message', provider_ref: message.ref } as const
  await remove(deps, message, { copy, last, mark: (trx, at) => markMessageCleared(trx, id, at) })
}

function isHere({ state }: FileRow): boolean {
  return state === 'stored' || state === 'quarantined'
}

interface Removing {
  copy: ProviderCopy
  /** Nobody tries again. */
  last: boolean
  mark(trx: Deps['db'], at: Date): Promise<void>
}

async function remove(deps: Deps, row: FileRow | CopiedMessage, removing: Removing): Promise<void> {
  const { copy, mark } = removing
  const channel = deps.channels[row.channel]
  if (!channel.removeCopy) return
  await recordEvents(deps.db, [event(deps, row, copy, 'requested')])
  const removal = await channel.removeCopy(copy)
  if (removal.status === 'failed') return refused(deps, row, removing, removal)
  await deps.db.transaction().execute(async (trx) => {
    await mark(trx, new Date(deps.now()))
    await recordEvents(trx, [event(deps, row, copy, 'confirmed')])
  })
}

async function refused(
  deps: Deps,
  row: FileRow | CopiedMessage,
  { copy, last }: Removing,
  { code, patience }: Extract<Removal, { status: 'failed' }>,
): Promise<void> {
  const ends = last || patience === 'none'
  await deps.db.transaction().execute(async (trx) => {
    await recordEvents(trx, [
      event(deps, row, copy, 'failed', { code, ...(ends && { last: true }) }),
    ])
    if (ends && copy.type === 'message') await forgetName(trx, row.id)
  })
  if (!ends) throw new Failure('provider-unavailable', 'The copy is still there')
  deps.log.error('copy-left', { [`${copy.type}_id`]: row.id, code })
}

function event(
  deps: Deps,
  { id, thread_id, tip_id }: FileRow | CopiedMessage,
  { type }: ProviderCopy,
  how: 'requested' | 'confirmed' | 'failed',
  more: Recorded['details'] = {},
): Recorded {
  const named = type === 'file' ? { evidence_id: id } : { message_id: id }
  return {
    ...{ actor: 'system', action: `provider.purge-${how}`, at: deps.now(), thread_id, tip_id },
    details: { ...named, ...more },
  }
}
