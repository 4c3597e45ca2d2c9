import type { TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

/** Everything kept of the thread that a delivery went to; undefined when it went nowhere. */
export async function threadOf({ deps }: TestNode, delivery: string | number) {
  const message = await deps.db
    .selectFrom('message')
    .select('thread_id')
    .where('provider_id', '=', String(delivery))
    .executeTakeFirst()
  return message && readThread(deps, message.thread_id)
}

/** How many messages there are, of anybody. */
export async function countMessages({ deps }: TestNode): Promise<number> {
  const all = await deps.db.selectFrom('message').select('id').execute()
  return all.length
}

/** How often the door refused something, by code. */
export async function refusals({ deps }: TestNode, code: string): Promise<number> {
  const { values } = await deps.metrics.refused.get()
  return values.find(({ labels }) => labels.code === code)?.value ?? 0
}
