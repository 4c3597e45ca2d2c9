import { Command } from 'commander'
import { z } from 'zod'
import { roles } from '../auth/roles.ts'
import { addToken } from '../auth/token.ts'
import { checked, roleOption } from './arguments.ts'
import { perform, type Task } from './task.ts'

const Input = z.object({
  name: z.string().min(1, 'a name').max(100, 'a name of at most 100 letters'),
  role: z.enum(roles),
  json: z.boolean().optional(),
})
type Input = z.infer<typeof Input>

/** Adds a token and prints it alone; only its hash is kept. */
export const tokenAdd: Task<Input> = {
  name: 'token add',
  input: Input,
  async run({ deps }, { json, ...wanted }) {
    const token = await addToken(deps, wanted)
    return json ? JSON.stringify({ token }) : token
  },
}

/** `tipthread token` */
export function tokenCommand(): Command {
  const token = new Command('token').description('tokens for programs that use the API')
  token
    .command('add')
    .description('make a token and print it, and nothing else; it is shown only now')
    .argument('<name>', 'what the token is for; unique', checked(Input.shape.name))
    .addOption(roleOption())
    .option('--json', 'print it as JSON')
    .action((name: string, options: Omit<Input, 'name'>) => perform(tokenAdd, { name, ...options }))
  return token
}
