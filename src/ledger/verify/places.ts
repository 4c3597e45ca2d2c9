import { hashEvent, hashEventLeaf } from '../canonical.ts'
import type { SaltedEvent } from '../store.ts'
import { addFinding, type Findings, timeOf } from './findings.ts'
import type { Place } from './store.ts'

/** Places that follow each other without a gap. */
export interface Run {
  from: number
  leaves: Uint8Array[]
}

/** Cuts places into runs, at every gap between them. */
export function runsOf(places: Place[]): Run[] {
  const runs: Run[] = []
  for (const { seq, leaf_hash } of places) {
    const last = runs.at(-1)
    if (last && last.from + last.leaves.length === seq) last.leaves.push(leaf_hash)
    else runs.push({ from: seq, leaves: [leaf_hash] })
  }
  return runs
}

/** Compares an event with what was kept of it at its place. */
export function checkPlace(findings: Findings, { seq, event_id, event, ...kept }: Place): void {
  const subject = `event ${event_id}`
  if (!event) {
    const says = `Event ${event_id}, at place ${seq} of the ledger, was removed.`
    return addFinding(findings, 'event-removed', subject, says)
  }
  const event_hash = hashOf(event)
  const about = `Event ${event_id} (${event.action}, ${timeOf(event.at)}), at place ${seq} of the ledger,`
  if (!event_hash || !isSame(event_hash, kept.event_hash)) {
    return addFinding(findings, 'event-changed', subject, `${about} was changed after sealing.`)
  }
  if (!isSame(hashEventLeaf(event.salt, event_hash), kept.leaf_hash)) {
    const says = `${about} does not belong to the hash that is kept of it.`
    addFinding(findings, 'place-changed', `place ${seq}`, says)
  }
}

/** Nothing where it has been made into something that has no canonical form. */
function hashOf(event: SaltedEvent): Uint8Array | undefined {
  try {
    return hashEvent(event)
  } catch {
    return undefined
  }
}

/** Whether two hashes are there and the same. */
export function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one !== null && other !== null && Buffer.compare(one, other) === 0
}
