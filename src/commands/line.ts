import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
import { readLineFile } from '../lines/read.ts'
import { reloadLines } from '../lines/reload.ts'
import { findLineFile, saveLine } from '../lines/store.ts'
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
