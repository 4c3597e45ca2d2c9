import type { Deps } from '../deps.ts'
import { dropRemoval, listRemovals, takeRemoval } from './store.ts'

const most = 200

/**
 * Removes the files of erased tips from the storage. The rows that named them are gone by then, so a file
 * is removed once nothing names it, and a removal that fails is tried again with the next tick.
 */
export async function removeObjects(deps: Deps): Promise<void> {
  for (const object of await listRemovals(deps.db, most)) {
    await deps.db.transaction().execute(async (trx) => {
      const waiting = await takeRemoval(trx, object)
      if (!waiting) return
      if (!waiting.used) await deps.storage.remove(object)
      await dropRemoval(trx, object)
    })
  }
}
