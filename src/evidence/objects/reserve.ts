import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { holdObjects, reserveObject } from './store.ts'

/** Longer than any job may take over storing a file. */
const longest = 2 * 3_600_000

/** Keeps a file that is about to be stored from being removed until a row names it. */
export function reserve({ db, now }: Pick<Deps, 'db' | 'now'>, object: string): Promise<void> {
  return reserveObject(db, object, new Date(now() + longest))
}

/**
 * Call in the transaction that names files, after thread and tip are held: erasure locks in that order
 * too. Throws `storage-unavailable`, to be tried again, when one of them may have been removed since it was
 * stored.
 */
export async function requireReserved(db: Deps['db'], objects: string[]): Promise<void> {
  if (await holdObjects(db, objects)) return
  throw new Failure('storage-unavailable', 'What was stored may have been removed meanwhile')
}
