import type { Deps } from '../../deps.ts'
import { dropRemovals, listRemovals, listUsed, lockRemovals } from './store.ts'

const most = 500

/**
 * Removes the files of erased tips, and those that were stored and never came to be named, from the
 * storage. A file is removed once nothing names it; a removal that fails is tried again with the next
 * tick and keeps no other from its turn.
 */
export async function removeObjects(deps: Deps): Promise<void> {
  const due = await listRemovals(deps.db, new Date(deps.now()), most)
  let failed: unknown
  for (const object of await dropUsed(deps, due)) {
    await removeUnused(deps, object).catch((error: unknown) => (failed ??= error))
  }
  if (failed) throw failed
}

/**
 * Removes a reserved file from the storage unless something names it. Whoever stores the same file at
 * this moment either waits and stores it again, or finds its reservation gone and tries again.
 */
export function removeUnused(
  { db, storage }: Pick<Deps, 'db' | 'storage'>,
  object: string,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const locked = await lockRemovals(trx, [object])
    if (locked.length === 0) return
    const used = await listUsed(trx, locked)
    if (used.length === 0) await storage.remove(object)
    await dropRemovals(trx, locked)
  })
}

/** Takes files that something names off the list of removals and returns the others. */
function dropUsed({ db }: Pick<Deps, 'db'>, objects: string[]): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    const used = await listUsed(trx, await lockRemovals(trx, objects))
    await dropRemovals(trx, used)
    return objects.filter((object) => !used.includes(object))
  })
}
