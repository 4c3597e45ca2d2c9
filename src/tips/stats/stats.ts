import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { type Counted, countCodes, countTips } from './store.ts'

const Counts = z.record(z.string(), z.int())

/** How many tips there are, by what lists can be narrowed to. Counts only. */
export const StatsRecord = z
  .object({
    tips: z.int(),
    unread: z.int().describe('Tips with messages that nobody has looked at'),
    by_line: Counts,
    by_status: Counts,
    by_stage: Counts,
    by_severity: Counts,
    by_channel: Counts,
    by_language: Counts,
    by_day: Counts.describe('By the day, in UTC, that the first message was received'),
    by_agency: Counts.describe('By the codes of the latest answers; a tip may have several'),
    by_act: Counts,
  })
  .meta({ id: 'Stats' })
export type StatsRecord = z.infer<typeof StatsRecord>

/** Counts tips. Those that were taken back or erased count as tips, but not by what was in them. */
export async function readStats({ db }: Deps, counted: Counted): Promise<StatsRecord> {
  const rows = [...(await countTips(db, counted)), ...(await countCodes(db, counted))]
  const by = (of: string) =>
    Object.fromEntries(
      rows.flatMap((row) => (row.of === of ? [[row.value, row.count] as const] : [])),
    )
  return {
    tips: by('total')['all'] ?? 0,
    unread: by('unread')['true'] ?? 0,
    by_line: by('line'),
    by_status: by('status'),
    by_stage: by('stage'),
    by_severity: by('severity'),
    by_channel: by('channel'),
    by_language: by('language'),
    by_day: by('day'),
    by_agency: by('agency'),
    by_act: by('acts'),
  }
}
