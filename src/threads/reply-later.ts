import type { Deps } from '../deps.ts'
import { queueReply } from './reconcile/store.ts'
import type { Turn } from './turns.ts'

/**
 * Sends a reply that nothing carries home: what came was no webhook that could answer in writing. Once,
 * although what came may be repeated: when the database went away in between, only the repeat does it.
 */
export async function replyLater(deps: Deps, { reply }: Turn): Promise<void> {
  if (!reply) return
  const { message_id } = reply
  await deps.db.transaction().execute(async (trx) => {
    if (!(await queueReply(trx, message_id))) return
    await deps.enqueue(trx, [{ name: 'send-message', data: { message_id } }])
  })
}
