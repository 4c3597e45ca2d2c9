import type { Deps } from '../../deps.ts'
import { settled } from './late.ts'
import { advanceMark, listCopied, lockMark } from './store.ts'

const most = 500

/**
 * Has the provider's copies of messages removed that are old enough, on lines that want it. It goes
 * through them once, in the order of their time, and leaves each to a job of its own, so that turns have
 * nothing to do for it.
 */
export async function sweepCopies(deps: Deps): Promise<void> {
  const until = new Date(deps.now() - settled).toISOString()
  const removing = deps.lines.filter(({ retention }) => retention.provider_copies === 'remove')
  const lines = removing.map(({ id }) => id)
  const able = Object.values(deps.channels).filter(({ removeCopy }) => removeCopy)
  const channels = able.map(({ name }) => name)
  await deps.db.transaction().execute(async (trx) => {
    const since = await lockMark(trx, chore, new Date(0))
    if (!since) return
    const messages = await listCopied(trx, { since, until, lines, channels, most })
    const last = messages.length === most ? messages.at(-1) : undefined
    await deps.enqueue(trx, messages.map(jobFor))
    await advanceMark(trx, chore, last?.exactly ?? until)
  })
}

const chore = 'sweep-copies'

function jobFor({ id }: { id: string }) {
  return { name: 'clear-provider' as const, data: { message_id: id } }
}
