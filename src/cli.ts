#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { connectCommand } from './commands/connect.ts'
import { demoCommand } from './commands/demo.ts'
import { exportCommand } from './commands/export.ts'
import { doctorCommand } from './commands/doctor.ts'
import { keysCommand } from './commands/keys.ts'
import { lineCommand } from './commands/line.ts'
import { migrateCommand } from './commands/migrate.ts'
import { purgeCommand } from './commands/purge.ts'
import { reconcileCommand } from './commands/reconcile.ts'
import { serveCommand } from './commands/serve.ts'
import { tokenCommand } from './commands/token.ts'
import { userCommand } from './commands/user.ts'
import { verifyCommand } from './commands/verify.ts'
import { workCommand } from './commands/work.ts'
import { Failure, type FailureCode } from './errors.ts'

const done = 0
const failed = 1
const wrongUsage = 2
/** What was asked for is not there, or cannot be asked like that: the same command would never succeed. */
const usageCodes: FailureCode[] = ['bad-config', 'bad-request', 'not-found']

/** The operator's commands. A new one is a file in `commands/` and a line here. */
function program(): Command {
  const tipthread = new Command('tipthread')
    .description('A messaging tip line. Settings come from the environment; see README.md.')
    .showSuggestionAfterError()
  const commands = [
    serveCommand(),
    workCommand(),
    migrateCommand(),
    doctorCommand(),
    connectCommand(),
    reconcileCommand(),
    lineCommand(),
    userCommand(),
    tokenCommand(),
    exportCommand(),
    verifyCommand(),
    purgeCommand(),
    keysCommand(),
    demoCommand(),
  ]
  for (const command of commands) tipthread.addCommand(command)
  for (const command of everyCommand(tipthread)) command.exitOverride()
  return tipthread
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

/** Runs one command and answers with its exit status. */
async function run(argv: string[]): Promise<number> {
  try {
    await program().parseAsync(argv)
    return done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? done : wrongUsage
    console.error(`tipthread: ${oneLine(error)}`)
    return error instanceof Failure && usageCodes.includes(error.code) ? wrongUsage : failed
  }
}

/** An error as operators read it: one line. Those of the network have their words one level down. */
function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const told = error instanceof AggregateError && !error.message ? error.errors[0] : error
  return String(told.message || told.name).replace(/\s+/g, ' ')
}

process.exitCode = await run(process.argv)
