import { Command } from 'commander'
import type { Hono } from 'hono'
import { ensureFirstLink } from '../auth/link.ts'
import { type Config, readConfig } from '../config.ts'
import type { Deps, WithDeps } from '../deps.ts'
import { warningsOf } from '../lines/warnings.ts'
import { listen, nodeApp } from '../node.ts'
import { createSimulator } from '../simulator/index.tsx'
import { madeUpProviders } from '../simulator/providers.ts'
import { ensureDemoTips } from './demo.ts'
import { describeWarning } from './line.ts'
import { untilAsked } from './run.ts'

/** `tipthread serve` */
export function serveCommand(): Command {
  return new Command('serve')
    .description('answer providers, people and investigators, and run the jobs')
    .action(() =>
      untilAsked(withProviders(readConfig(process.env)), async ({ deps, queue }) => {
        const app = nodeApp(deps)
        if (deps.config.demo) mountSimulator(app, deps.config)
        const server = await listen(app, deps.config)
        await queue.work(deps)
        await announce(deps)
        if (deps.config.demo) deps.later(ensureDemoTips(deps))
        return server.stop
      }),
    )
}

/** In the demo both providers are doubles that this very server plays. */
function withProviders(config: Config): Config {
  return config.demo ? { ...config, ...madeUpProviders(`http://127.0.0.1:${config.port}`) } : config
}

function mountSimulator(app: Hono<WithDeps>, { public_url, twilio, telegram }: Config): void {
  if (!twilio || !telegram) return
  const fetch = async (request: Request) => app.fetch(request)
  app.route('/simulator', createSimulator({ public_url, twilio, telegram, fetch }).pages)
}

async function announce(deps: Deps): Promise<void> {
  const { public_url, demo } = deps.config
  const link = await ensureFirstLink(deps)
  console.log(demo ? 'Tipthread, a demo: everything in it is made up.' : 'Tipthread is ready.')
  if (demo) console.log(`  Phones and tips      ${public_url}/simulator`)
  console.log(`  Console              ${public_url}/console`)
  console.log(`  API                  ${public_url}/api/docs`)
  for (const line of deps.lines) {
    for (const one of warningsOf(line, deps.now()).filter(({ about }) => about !== 'language')) {
      console.log(`  Line ${line.id}: ${describeWarning(one)}`)
    }
  }
  if (link) console.log(`  First administrator  ${link} (works once, for 48 hours)`)
}
