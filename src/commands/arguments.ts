import { InvalidArgumentError, Option } from 'commander'
import type { z } from 'zod'
import { roles } from '../auth/roles.ts'

/** `--role ROLE`, one of the list. */
export function roleOption(): Option {
  return new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory()
}

/** Checks an argument as commander wants it. */
export function checked<Output>(schema: z.ZodType<Output>): (text: string) => Output {
  return (text) => {
    const parsed = schema.safeParse(text)
    if (parsed.success) return parsed.data
    throw new InvalidArgumentError(`It must be ${parsed.error.issues[0]?.message}.`)
  }
}
