import { removesCopies } from '../../channels/copies.ts'
import type { Deps } from '../../deps.ts'
import { findCopiedMessage, forgetName } from './store.ts'

/** Long enough for a provider to be done with nearly every message, and for our own turn to end. */
export const settled = 10 * 60_000

/**
 * Has the copy of a message removed whose name became known only after the sweep had gone by, or its tip was
 * erased. Give the transaction that notes the name.
 */
export async function removeLate(deps: Deps, db: Deps['db'], message_id: string): Promise<void> {
  const message = await findCopiedMessage(db, message_id)
  if (!message?.ref || message.copy_removed_at) return
  if (!removesCopies(deps, message)) return forgetName(db, message_id)
  await deps.enqueue(db, [{ name: 'clear-provider', data: { message_id } }])
}
