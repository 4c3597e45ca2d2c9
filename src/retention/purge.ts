import { claimChore } from '../db/store.ts'
import type { Deps } from '../deps.ts'
import { eraseTerm } from './erase.ts'
import { type Term, termsOf } from './rules.ts'
import { countHeld, listOverdue } from './store.ts'

const hour = 3_600_000
const listedMost = 100_000

/** What one term of one line does, or would do. */
export interface Purged {
  line: string
  rule: Term['rule']
  days: number
  /** Past their term. */
  tips: number
  /** Past their term too, and kept by a legal hold. */
  held: number
  /** Their codes, when only asked. */
  codes?: string[]
}

/** Erases everything that is past its time, whatever the rule. */
export async function purge(deps: Deps): Promise<Purged[]> {
  const purged: Purged[] = []
  for (const term of allTerms(deps)) {
    purged.push(await summary(deps, term, await eraseTerm(deps, term)))
  }
  return purged
}

/** What `purge` would erase now. */
export async function previewPurge(deps: Deps): Promise<Purged[]> {
  const purged: Purged[] = []
  for (const term of allTerms(deps)) {
    const due = await listOverdue(deps.db, term, { limit: listedMost })
    const codes = due.flatMap(({ code }) => code ?? [])
    purged.push({ ...(await summary(deps, term, due.length)), codes })
  }
  return purged
}

/** Once an hour in one of the processes: days need no greater haste. */
export async function purgeHourly(deps: Deps): Promise<void> {
  const now = deps.now()
  const claim = { now: new Date(now), since: new Date(now - hour) }
  if (await claimChore(deps.db, 'purge', claim)) await purge(deps)
}

function allTerms(deps: Deps): Term[] {
  return deps.lines.flatMap((line) => termsOf(line, deps.now()))
}

async function summary({ db }: Deps, term: Term, tips: number): Promise<Omit<Purged, 'codes'>> {
  const { line, rule, days } = term
  return { line, rule, days, tips, held: await countHeld(db, term) }
}
