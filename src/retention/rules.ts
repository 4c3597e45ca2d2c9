import type { Line } from '../lines/line.ts'

/** Why something goes: it was taken back, or it has been quiet for as long as its line keeps such. */
export type Rule = 'taken_back' | 'in_progress' | 'partial' | 'submitted' | 'spam'

/** One rule of one line, at one moment. */
export interface Term {
  line: string
  rule: Rule
  /** Days; for what was taken back, those of grace, which are in its `erase_at` already. */
  days: number
  /** What has been quiet since before this moment goes. */
  before: Date
}

const day = 24 * 3_600_000

/** A line's terms at this moment. What the line keeps has none. */
export function termsOf({ id, retention }: Pick<Line, 'id' | 'retention'>, now: number): Term[] {
  const { in_progress_days, partial_days, submitted_days, spam_days, grace_days } = retention
  const ago = (rule: Rule, days: number | null): Term[] =>
    days === null ? [] : [{ line: id, rule, days, before: new Date(now - days * day) }]
  return [
    { line: id, rule: 'taken_back', days: grace_days, before: new Date(now) },
    ...ago('in_progress', in_progress_days),
    ...ago('partial', partial_days),
    ...ago('submitted', submitted_days),
    ...ago('spam', spam_days),
  ]
}
