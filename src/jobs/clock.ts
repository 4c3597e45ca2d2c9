import type { Deps } from '../deps.ts'
import { checkNightly } from '../evidence/fixity/nightly.ts'
import { removeObjects } from '../evidence/objects/remove.ts'
import { sweepCopies } from '../evidence/provider/sweep.ts'
import { tidyUploads } from '../evidence/upload/keep.ts'
import { flushDenials } from '../ledger/denials.ts'
import { sealEvents } from '../ledger/seal.ts'
import { stampCheckpoints } from '../ledger/stamp/stamp.ts'
import { reloadLines } from '../lines/reload.ts'
import { eraseDue } from '../retention/erase.ts'
import { purgeHourly } from '../retention/purge.ts'
import { indexWords } from '../tips/search/index-words.ts'
import { wakeDue } from '../threads/wake.ts'

/** What is done again and again, wherever jobs run. A new one is a line here. */
const chores: Record<string, (deps: Deps) => Promise<unknown>> = {
  'reload-lines': reloadLines,
  'wake-threads': wakeDue,
  'erase-tips': eraseDue,
  'flush-denials': flushDenials,
  'seal-events': sealEvents,
  'stamp-checkpoints': stampCheckpoints,
  'index-words': indexWords,
  'sweep-copies': sweepCopies,
  'tidy-uploads': tidyUploads,
  purge: purgeHourly,
  'remove-objects': removeObjects,
  'check-files': checkNightly,
}

/** Does every chore once. One that fails is logged and keeps no other from its turn. */
export async function tick(deps: Deps): Promise<void> {
  for (const [chore, run] of Object.entries(chores)) {
    try {
      await run(deps)
    } catch (error) {
      deps.log.error('chore-failed', { chore }, error)
    }
  }
}

/** Ticks until it is stopped; `stop` waits for the tick under way. */
export function startClock(deps: Deps, every = 5_000): { stop(): Promise<void> } {
  let ticking = Promise.resolve()
  let idle = true
  const timer = setInterval(() => {
    if (!idle) return
    idle = false
    ticking = tick(deps).finally(() => (idle = true))
  }, every)
  const stop = () => {
    clearInterval(timer)
    return ticking
  }
  return { stop }
}
