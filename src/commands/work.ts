import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { untilAsked } from './run.ts'

/** `tipthread work` */
export function workCommand(): Command {
  return new Command('work')
    .description('run the jobs only, such as sending follow-ups; as many of these as you like')
    .action(() =>
      untilAsked(readConfig(process.env), async ({ deps, queue }) => {
        await queue.work(deps)
        deps.log.info('working')
        return async () => undefined
      }),
    )
}
