import type { Severity, TipStatus } from '../db/schema.ts'

/** Every status, in the order staff think of them. */
export const statuses = ['new', 'open', 'waiting', 'closed', 'spam'] as const satisfies TipStatus[]

/** Every severity, the gravest last. */
export const severities = [
  'unrated',
  'low',
  'medium',
  'high',
  'critical',
] as const satisfies Severity[]

const next: Record<TipStatus, TipStatus[]> = {
  new: ['open', 'waiting', 'closed', 'spam'],
  open: ['waiting', 'closed', 'spam'],
  waiting: ['open', 'closed', 'spam'],
  closed: ['open', 'waiting'],
  spam: ['open'],
}

/** What a tip's status may become, itself first. Nothing becomes new again. */
export function nextStatuses(status: TipStatus): TipStatus[] {
  return [status, ...next[status]]
}

/** Whether staff may set the status so. Setting what it already is changes nothing and is fine. */
export function mayBecome(from: TipStatus, to: TipStatus): boolean {
  return nextStatuses(from).includes(to)
}
