/** Something that is not as the ledger says, named so that it can be looked up. */
export interface Finding {
  code: FindingCode
  /** Which: an event, a place in the ledger, a checkpoint, a row or a file. */
  subject: string
  /** One sentence for people who do not know how the ledger works. */
  says: string
}

export type FindingCode =
  | `event-${'changed' | 'removed' | 'beside'}`
  | `place-${'empty' | 'changed' | 'uncovered' | 'impossible'}`
  | 'node-changed'
  | 'sealing-failed'
  | `checkpoint-${'unsigned' | 'altered' | 'broken' | 'elsewhere'}`
  | `stamp-${'invalid' | 'gone'}`
  | `row-${'gone' | 'changed' | 'unreadable' | 'unnamed' | 'mismatch'}`
  | `file-${'gone' | 'changed' | 'unreadable'}`
  | 'erasure-unrecorded'
  | 'key-missing'

/** What was found, as far as anybody would read it; `more` counts the rest. */
export interface Findings {
  list: Finding[]
  more: number
}

const most = 1_000

/** A time as a sentence names it. Who changed a row may have left one that is on no calendar. */
export function timeOf(at: Date): string {
  return Number.isFinite(Number(at)) ? at.toISOString() : String(at)
}

/** Adds a finding. Of a ledger in ruins only the beginning is listed. */
export function addFinding(
  findings: Findings,
  code: FindingCode,
  subject: string,
  says: string,
): void {
  if (findings.list.length < most) findings.list.push({ code, subject, says })
  else findings.more++
}
