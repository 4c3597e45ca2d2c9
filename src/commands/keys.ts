import { Command } from 'commander'
import { z } from 'zod'
import { rotateKeys } from '../threads/rotation/rotate.ts'
import { perform, type Task } from './task.ts'

const Input = z.object({ json: z.boolean().optional() })
type Input = z.infer<typeof Input>

/** Lets the first key of `TIPTHREAD_KEYS` take over from the older ones. */
export const keysRotate: Task<Input> = {
  name: 'keys rotate',
  input: Input,
  async run({ deps }, { json }) {
    const rotated = await rotateKeys(deps)
    if (json) return JSON.stringify(rotated)
    const { key, threads, left } = rotated
    const done = `${threads} threads are under the key ${key} now`
    if (left === 0) return `${done}; nothing needs the older keys any more`
    return `${done}; ${left} are under older keys: restart every process with ${key} first, and run this again`
  },
}

/** `tipthread keys` */
export function keysCommand(): Command {
  const keys = new Command('keys').description('the keys that everything is sealed under')
  keys
    .command('rotate')
    .description('put the first key of TIPTHREAD_KEYS in place of the older ones; may be repeated')
    .option('--json', 'print the outcome as JSON')
    .action((input: Input) => perform(keysRotate, input))
  return keys
}
