import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
import { openLine } from '../lines/line.ts'
import { readLineFile } from '../lines/read.ts'
import { reloadLines } from '../lines/reload.ts'
import { findLineFile, saveLine } from '../lines/store.ts'
import { type Warning, warningsOf } from '../lines/warnings.ts'
import { perform, type Task } from './task.ts'

const Given = z.object({ file: z.unknown(), json: z.boolean().optional() })
const Wanted = z.object({ id: z.string() })

/** Adds a line from its file, or puts it in place of the old. Running processes see it within a minute. */
export const lineSet: Task<z.infer<typeof Given>> = {
  name: 'line set',
  input: Given,
  async run({ deps }, { file, json }) {
    const line = readLineFile(file)
    await deps.db.transaction().execute(async (trx) => {
      await saveLine(trx, line)
      const details = { what: 'line', id: line.id }
      const event = { actor: 'command', action: 'config.changed', at: deps.now(), details } as const
      await recordEvents(trx, [event])
    })
    await reloadLines(deps)
    return json ? JSON.stringify({ line: line.id }) : `line ${line.id} is set`
  },
}

/** Prints a line's file, with everything that it left open. */
export const lineShow: Task<z.infer<typeof Wanted>> = {
  name: 'line show',
  input: Wanted,
  async run({ deps }, { id }) {
    const line = await findLineFile(deps.db, id)
    if (!line) throw new Failure('not-found', `there is no line ${id}`)
    return JSON.stringify(line, null, 2)
  },
}

/** Reads a line's file without setting it, and says what somebody should look at. */
export const lineCheck: Task<z.infer<typeof Given>> = {
  name: 'line check',
  input: Given,
  async run({ deps }, { file, json }) {
    const line = openLine(readLineFile(file))
    const warnings = warningsOf(line, deps.now())
    if (json) return JSON.stringify({ line: line.id, warnings })
    return [`line ${line.id} can be set`, ...warnings.map(describeWarning)].join('\n')
  },
}

const Listed = z.object({ json: z.boolean().optional() })

/** Lists the lines, each with what somebody should look at. */
export const lineList: Task<z.infer<typeof Listed>> = {
  name: 'line list',
  input: Listed,
  async run({ deps }, { json }) {
    const lines = deps.lines.map((line) => ({ line, warnings: warningsOf(line, deps.now()) }))
    if (json) {
      return JSON.stringify(lines.map(({ line, warnings }) => ({ line: line.id, warnings })))
    }
    return lines
      .flatMap(({ line, warnings }) => [
        `${line.id}: ${line.name}, ${line.agency}`,
        ...warnings.map((one) => `  ${describeWarning(one)}`),
      ])
      .join('\n')
  },
}

/** A warning as operators read it. */
export function describeWarning(warning: Warning): string {
  switch (warning.about) {
    case 'script':
      return `the interview asked is ${warning.running}; the agency has signed off ${warning.signed_off}`
    case 'statute':
      return `${warning.statute} was last looked up on ${warning.checked_on}`
    case 'language':
      return `no native reader has reviewed the words in ${warning.language}`
  }
}

/** `tipthread line` */
export function lineCommand(): Command {
  const line = new Command('line').description("an agency's tip lines, each a file")
  line
    .command('set')
    .description('add a line from its JSON file, or put the file in place of the old one')
    .argument('<file>', 'the file')
    .option('--json', 'print the outcome as JSON')
    .action(async (path: string, options: { json?: boolean }) =>
      perform(lineSet, { file: await readJson(path), ...options }),
    )
  line
    .command('check')
    .description('read a JSON file as set would, say what somebody should look at, and set nothing')
    .argument('<file>', 'the file')
    .option('--json', 'print it as JSON')
    .action(async (path: string, options: { json?: boolean }) =>
      perform(lineCheck, { file: await readJson(path), ...options }),
    )
  line
    .command('list')
    .description('list the lines, each with what somebody should look at')
    .option('--json', 'print it as JSON')
    .action((options: { json?: boolean }) => perform(lineList, options))
  line
    .command('show')
    .description('print the file of a line, to be changed and set again')
    .argument('<id>', 'the line, such as main')
    .action((id: string) => perform(lineShow, { id }))
  return line
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('bad-config', `${path} cannot be read`, { cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('bad-config', `${path} is not JSON`, { cause })
  }
}
