import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { isOutage } from '../db/outage.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { checkFiles, type Fixity } from '../evidence/fixity/check.ts'
import { isVerifierKey } from '../ledger/note.ts'
import { recordEvents } from '../ledger/record.ts'
import { sealEvents } from '../ledger/seal.ts'
import { addFinding } from '../ledger/verify/findings.ts'
import { type Verified, verifyLedger } from '../ledger/verify/verify.ts'
import { verifyAt } from '../workshop/verify-package.ts'
import { checked } from './arguments.ts'
import { outcomeOf, type Task } from './task.ts'

const wanted = 'a number from 0 to 1000000'
const sampled = 100

const Signer = z.string().refine(isVerifierKey, 'a verifier key, like NAME+HASH+KEY')

const Input = z.object({
  sample: z.coerce.number(wanted).int(wanted).min(0, wanted).max(1_000_000, wanted).optional(),
  all: z.boolean().optional(),
  kept: z.array(z.string()),
  signers: z.array(Signer),
})
type Input = z.infer<typeof Input>

type Outcome = Verified & { files: Fixity }

/** Checks the ledger of the open database, every row it names, and files by chance or all of them. */
export const verify: Task<Input> = {
  name: 'verify',
  input: Input,
  async run({ deps }, { sample = sampled, all, kept, signers }) {
    const sealed = await trySealing(deps)
    const { keys, stamper } = deps
    const verified = await verifyLedger(deps.db, { keys, kept, signers, stamper })
    if (!sealed) {
      const says =
        'Nothing new can be sealed into the ledger: what its end is built on is gone or forged.'
      addFinding(verified.findings, 'sealing-failed', 'sealing', says)
    }
    const files = await checkFiles(deps, verified.findings, all ? 'all' : sample)
    const { list, more } = verified.findings
    const details = { events: verified.events, files: files.checked, wrong: list.length + more }
    const at = deps.now()
    await recordEvents(deps.db, [{ actor: 'command', action: 'fixity.checked', at, details }])
    return JSON.stringify({ ...verified, files } satisfies Outcome)
  },
}

/** A ledger that was spoiled may refuse what is new; to say how it was spoiled is why we are here. */
async function trySealing(deps: Deps): Promise<boolean> {
  try {
    await sealEvents(deps)
    return true
  } catch (error) {
    if (isOutage(error)) throw error
    deps.log.error('seal-failed', {}, error)
    return false
  }
}

interface Options extends Pick<Input, 'sample' | 'all'> {
  against?: string[]
  signer?: string[]
  json?: boolean
}

/** `tipthread verify` */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('check that nothing was rewritten: the ledger, what it names, and the files')
    .argument('[path]', 'a package instead, a folder or a zip file; needs no database')
    .option('--sample <number>', `how many files to read, by chance (${sampled})`, checked(Sample))
    .option('--all', 'read every file')
    .option('--against <file...>', 'checkpoints that were kept elsewhere')
    .option('--signer <key...>', 'verifier keys beside those of TIPTHREAD_KEYS', eachSigner)
    .option('--json', 'print the outcome as JSON')
    .action((path: string | undefined, options: Options) =>
      path === undefined ? verifyLive(options) : verifyPath(path, options),
    )
}

async function verifyPath(path: string, { json, ...others }: Options): Promise<void> {
  const [unheeded] = Object.keys(others)
  if (unheeded) {
    throw new Failure('bad-request', `--${unheeded} is for the ledger here, without a path`)
  }
  const { checked: done, wrong } = await verifyAt(path)
  const told = [
    ...done.map((words) => `Checked: ${words}.`),
    ...wrong.map((words) => `WRONG:   ${words}.`),
    ...(wrong.length === 0 ? ['', 'Nothing is wrong.'] : []),
  ]
  console.log(json ? JSON.stringify({ checked: done, wrong }) : told.join('\n'))
  if (wrong.length > 0) throw new Failure('conflict', 'do not rely on this package')
}

/** Commander hands over one at a time, and those before it. */
function eachSigner(text: string, before: string[] = []): string[] {
  return [...before, checked(Signer)(text)]
}

const Sample = Input.shape.sample.unwrap()

async function verifyLive({ against = [], signer = [], json, ...rest }: Options): Promise<void> {
  const kept = await Promise.all(against.map(readNote))
  const printed = await outcomeOf(verify, { ...rest, kept, signers: signer })
  const outcome: Outcome = JSON.parse(printed)
  console.log(json ? printed : describe(outcome))
  const wrong = outcome.findings.list.length + outcome.findings.more
  if (wrong > 0) throw new Failure('conflict', `${count(wrong, 'thing')} not as the ledger says`)
}

async function readNote(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('bad-config', `${path} cannot be read`, { cause })
  })
}

/** The outcome in words that need no knowledge of how a ledger works. */
export function describe({
  events,
  waiting,
  checkpoints,
  stamps,
  rows,
  files,
  findings,
}: Outcome): string {
  const { list, more } = findings
  const lines = [
    `The ledger holds ${count(events, 'event')} under ${count(checkpoints, 'signed checkpoint')}, ${count(stamps, 'time stamp')} on them; ${count(waiting, 'event')} not sealed yet.`,
    `${count(rows.intact, 'message')}, answers, codings and descriptions of files were opened and are what the ledger says; ${rows.erased} more were erased.`,
    ...(rows.older.length === 0 ? [] : [describeOlder(rows.older)]),
    `${files.checked} of ${count(files.files, 'file')} and copies were read and compared byte for byte.`,
    '',
  ]
  if (list.length === 0) return [...lines, 'Nothing is wrong.'].join('\n')
  const numbered = list.map(({ says }, index) => `${index + 1}. ${says}`)
  const rest = more > 0 ? [`… and ${more} more.`] : []
  return [...lines, `WRONG: ${count(list.length + more, 'thing')}.`, ...numbered, ...rest].join(
    '\n',
  )
}

/** They are not wrong, and nothing vouches for them: both must be said. */
function describeOlder(older: string[]): string {
  return `NOT COVERED: ${count(older.length, 'row')} of the database, dated before the ledger began and named by no event: ${older.join(', ')}. An earlier version kept them, or somebody dated them back; the ledger cannot tell which. Rely on them only if somebody else can say so.`
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}
