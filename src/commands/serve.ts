import { Command } from 'commander'
import { ensureFirstLink } from '../auth/link.ts'
import { listen, nodeApp } from '../node.ts'
import type { Deps } from '../deps.ts'
import { ensureDemoTips } from './demo.ts'
import { untilAsked } from './run.ts'

/** `tipthread serve` */
export function serveCommand(): Command {
  return new Command('serve')
    .description('answer providers, people and investigators, and run the jobs')
    .action(() =>
      untilAsked(async ({ deps, queue }) => {
        const server = await listen(nodeApp(deps), deps.config)
        await queue.work(deps)
        await announce(deps)
        if (deps.config.demo) deps.later(ensureDemoTips(deps))
        return server.stop
      }),
    )
}

async function announce(deps: Deps): Promise<void> {
  const { public_url, demo } = deps.config
  const link = await ensureFirstLink(deps)
  console.log(demo ? 'Tipthread, a demo: everything in it is made up.' : 'Tipthread is ready.')
  if (demo) console.log(`  Phones and tips      ${public_url}/simulator`)
  console.log(`  Console              ${public_url}/console`)
  console.log(`  API                  ${public_url}/api/docs`)
  if (link) console.log(`  First administrator  ${link} (works once, for 48 hours)`)
}
