import { Command } from 'commander'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { termsOf } from '../retention/rules.ts'
import { reconcile as reconcileWith } from '../threads/reconcile/reconcile.ts'
import { lineAt } from '../webhooks/turn.ts'
import { checked } from './arguments.ts'
import { perform, type Task } from './task.ts'

const wanted = 'hours or days, such as 48h or 7d'
const units: Record<string, number> = { h: 3_600_000, d: 24 * 3_600_000 }

const Since = z
  .string(wanted)
  .regex(/^[1-9]\d{0,3}[hd]$/, wanted)
  .default('48h')
const Input = z.object({ since: Since, json: z.boolean().optional() })
type Input = z.infer<typeof Input>

/** Takes from Twilio what no webhook brought, and settles sends that may or may not have left. */
export const reconcile: Task<Input> = {
  name: 'reconcile',
  input: Input,
  async run({ deps }, { since, json }) {
    const { twilio } = deps.config
    if (!twilio) throw new Failure('bad-config', 'TWILIO_ACCOUNT_SID must be set')
    const length = Number(since.slice(0, -1)) * (units[since.slice(-1)] ?? 0)
    refuseErased(deps, length)
    const found = await reconcileWith(deps, twilio, {
      since: new Date(deps.now() - length),
      lineAt: (address) => lineAt(deps.lines, address).id,
    })
    if (json) return JSON.stringify(found)
    const { listed, taken, settled, unknown } = found
    return `${listed} messages at Twilio: ${taken} were missing here and are taken; ${settled} sends are known now, ${unknown} are not`
  },
}

/** What was erased here may be there still: taken again, it would be back. */
function refuseErased({ lines, now }: Deps, length: number): void {
  const days = lines.flatMap((line) => termsOf(line, now()).map((term) => term.days))
  const shortest = Math.min(...days)
  if (length <= shortest * 24 * 3_600_000) return
  throw new Failure(
    'bad-request',
    `--since must be at most ${shortest}d: a line erases after that, and what it erased must not come back`,
  )
}

/** `tipthread reconcile` */
export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description('take from Twilio what no webhook brought, and settle sends of unknown fate')
    .option('--since <time>', `how far back, ${wanted}`, checked(Since), '48h')
    .option('--json', 'print the outcome as JSON')
    .action((input: Input) => perform(reconcile, input))
}
