import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { listLines } from './store.ts'

/**
 * Takes over what operators changed, while running. A line that cannot be read leaves all as they were:
 * whoever writes then is still answered.
 */
export async function reloadLines({ db, lines, log }: Deps): Promise<void> {
  try {
    const fresh = await listLines(db)
    lines.splice(0, lines.length, ...fresh)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    log.error('lines-kept-as-they-were', { reason: error.message })
  }
}
