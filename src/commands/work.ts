import { Command } from 'commander'
import { untilAsked } from './run.ts'

/** `tipthread work` */
export function workCommand(): Command {
  return new Command('work')
    .description('run the jobs only: sends, reminders, fetching; as many of these as you like')
    .action(() =>
      untilAsked(async ({ deps, queue }) => {
        await queue.work(deps)
        deps.log.info('working')
        return async () => undefined
      }),
    )
}
