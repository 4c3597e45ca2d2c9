import type { Deps } from '../deps.ts'
import { queueReply } from './reconcile/store.ts'
import type { Turn } from './turns.ts'

/** Sends a reply that nothing carries home: what came was no webhook that could answer in writing. */
export async function replyLater(deps: Deps, { reply, duplicate }: Turn): Promise<void> {
  if (!reply || duplicate) return
  const { message_id } = reply
  await deps.db.transaction().execute(async (trx) => {
    await queueReply(trx, message_id)
    await deps.enqueue(trx, [{ name: 'send-message', data: { message_id } }])
  })
}
