import { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { migrateNode } from '../node.ts'

/** `tipthread migrate` */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database up to date; serve and work do so too, a Worker does not')
    .option('--grant <role>', 'let this role serve, unable to change what the ledger holds')
    .option('--json', 'print what ran as JSON')
    .action(async ({ grant, json }: { grant?: string; json?: boolean }) => {
      const config = forLine({ ...readConfig(process.env), log_level: 'silent' })
      const ran = await migrateNode(config, grant)
      if (json) console.log(JSON.stringify({ ran }))
      else console.log(ran.length > 0 ? ran.join('\n') : 'up to date')
    })
}

/** A server's database is made ready for a real line; its credentials may be known elsewhere only. */
function forLine(config: Config): Config {
  return config.database_url ? { ...config, demo: false } : config
}
