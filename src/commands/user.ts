import { Command } from 'commander'
import { z } from 'zod'
import { addInvestigator } from '../auth/link.ts'
import { roles } from '../auth/roles.ts'
import { checked, roleOption } from './arguments.ts'
import { perform, type Task } from './task.ts'

const Input = z.object({
  email: z.email('an e-mail address'),
  role: z.enum(roles),
  name: z.string().optional(),
  json: z.boolean().optional(),
})
type Input = z.infer<typeof Input>

/** Adds an investigator and prints the one-time link with which they set their password. */
export const userAdd: Task<Input> = {
  name: 'user add',
  input: Input,
  async run({ deps }, { email, role, name = email, json }) {
    const link = await addInvestigator(deps, { email, role, name })
    return json ? JSON.stringify({ link }) : link
  },
}

/** `tipthread user` */
export function userCommand(): Command {
  const user = new Command('user').description('people who sign in to the console')
  user
    .command('add')
    .description('add somebody, or give them another role, and print the one-time sign-in link')
    .argument('<email>', 'their e-mail address', checked(Input.shape.email))
    .addOption(roleOption())
    .option('--name <name>', 'how colleagues see them')
    .option('--json', 'print the link as JSON')
    .action((email: string, options: Omit<Input, 'email'>) =>
      perform(userAdd, { email, ...options }),
    )
  return user
}
