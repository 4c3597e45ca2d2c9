import { Command } from 'commander'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { examine, type Finding } from './checks.ts'
import { outcomeOf, type Task } from './task.ts'

const Input = z.object({})
type Input = z.infer<typeof Input>

/** Checks what a running line depends on. Answers with the findings as JSON. */
export const doctor: Task<Input> = {
  name: 'doctor',
  input: Input,
  run: async ({ deps }) => JSON.stringify(await examine(deps)),
}

/** `tipthread doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'check database, keys, storage, scanner, webhooks and credentials; says what to mend',
    )
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await find()
      console.log(json ? JSON.stringify({ findings }) : findings.map(rowOf).join('\n'))
      const count = findings.filter(({ state }) => state === 'wrong').length
      if (count > 0) throw new Failure('conflict', `${count} to mend`)
    })
}

/** Without a database nothing else can be checked. */
async function find(): Promise<Finding[]> {
  try {
    return JSON.parse(await outcomeOf(doctor, {}))
  } catch (error) {
    if (error instanceof Failure && error.code === 'bad-config') throw error
    const says = error instanceof Error ? error.message || error.name : String(error)
    const mend = 'see DATABASE_URL, and whether the server runs'
    return [{ check: 'database', state: 'wrong', says, mend }]
  }
}

const marks = { ok: 'ok', wrong: 'MEND', off: '-' }

function rowOf({ check, state, says, mend }: Finding): string {
  const row = `${marks[state].padEnd(5)} ${check.padEnd(12)} ${says}`
  return mend ? `${row}\n      ${' '.repeat(12)} → ${mend}` : row
}
