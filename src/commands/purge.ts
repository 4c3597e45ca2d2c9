import { Command } from 'commander'
import { z } from 'zod'
import { previewPurge, purge as purgeNow, type Purged } from '../retention/purge.ts'
import { perform, type Task } from './task.ts'

const Input = z.object({ dryRun: z.boolean().optional(), json: z.boolean().optional() })
type Input = z.infer<typeof Input>

/** Erases what is past its line's time, or says what it would erase. */
export const purge: Task<Input> = {
  name: 'purge',
  input: Input,
  async run({ deps }, { dryRun = false, json }) {
    const purged = dryRun ? await previewPurge(deps) : await purgeNow(deps)
    if (json) return JSON.stringify({ dry_run: dryRun, purged })
    const told = purged.filter(({ tips, held }) => tips + held > 0)
    if (told.length === 0) return 'nothing is past its time'
    return told.map((one) => describe(one, dryRun)).join('\n')
  },
}

/** `tipthread purge` */
export function purgeCommand(): Command {
  return new Command('purge')
    .description('erase what is past the time its line keeps it; the clock does so every hour too')
    .option('--dry-run', 'only say what it would erase')
    .option('--json', 'print it as JSON')
    .action((input: Input) => perform(purge, input))
}

const why = {
  taken_back: 'taken back, with the days of grace over',
  in_progress: 'never finished',
  partial: 'handed in as they were',
  submitted: 'handed in',
  spam: 'spam',
}

function describe({ line, rule, days, tips, held }: Purged, dryRun: boolean): string {
  const quiet = rule === 'taken_back' ? '' : ` and quiet for ${days} days`
  const kept = held > 0 ? `; ${held} more kept by a legal hold` : ''
  return `line ${line}, ${why[rule]}${quiet}: ${tips} ${dryRun ? 'would be erased' : 'erased'}${kept}`
}
