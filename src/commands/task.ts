import type { z } from 'zod'
import { type Config, readConfig } from '../config.ts'
import { Failure } from '../errors.ts'
import { askHolder, type Perform } from '../hold.ts'
import { type Node, openNode } from '../node.ts'

/** What a command does on an open database, here or in the process that holds the embedded one. */
export interface Task<Input> {
  name: string
  input: z.ZodType<Input>
  /** Returns what is printed. */
  run(node: Node, input: Input): Promise<string>
}

/** Runs a task where the database is open, and prints its outcome and nothing else. */
export async function perform<Input>(task: Task<Input>, input: Input): Promise<void> {
  console.log(await outcomeOf(task, input))
}

/** Runs a task where the database is open, and gives its outcome. */
export async function outcomeOf<Input>(task: Task<Input>, input: Input): Promise<string> {
  const config = readConfig(process.env)
  const command = { name: task.name, input }
  const asked = config.database_url ? undefined : await askHolder(config.data_dir, command)
  return asked ?? performHere(config, task, input)
}

async function performHere<Input>(
  config: Config,
  task: Task<Input>,
  input: Input,
): Promise<string> {
  const node = await openNode({ ...config, log_level: 'silent' })
  try {
    return await task.run(node, input)
  } finally {
    await node.close()
  }
}

/** A task as other processes ask for it: the input is checked again. */
export function taken<Input>(node: Node, task: Task<Input>): [string, Perform] {
  return [task.name, async ({ input }) => task.run(node, task.input.parse(input))]
}

/** Takes other processes' commands from now on. */
export function takeTasks(node: Node, tasks: [string, Perform][]): void {
  const known = new Map(tasks)
  node.hold?.answer(async (command) => {
    const task = known.get(command.name)
    if (!task) throw new Failure('conflict', 'the running tipthread does not know this command')
    return task(command).catch((error: unknown) => {
      if (!(error instanceof Failure))
        node.deps.log.error('command-failed', { command: command.name }, error)
      throw error
    })
  })
}
