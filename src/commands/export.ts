import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { beginParcel } from '../export/package.ts'
import type { ExportRequest } from '../export/request.ts'
import { requireTip } from '../tips/read.ts'
import { Reason } from '../tips/unseal.ts'
import { exporter, tools } from '../workshop/exporter.ts'
import { writeFolder, writeWhole } from '../workshop/write-folder.ts'
import { checked } from './arguments.ts'
import { perform, type Task } from './task.ts'

const Input = z.object({
  code: z.string().trim().toUpperCase(),
  /** An absolute path. */
  out: z.string(),
  zip: z.boolean().default(false),
  to: z.array(z.string()).default([]),
  identity: z.boolean().default(false),
  unmasked: z.boolean().default(false),
  reason: Reason.optional(),
  language: z.enum(['en', 'es']).default('en'),
  json: z.boolean().default(false),
})
type Input = z.infer<typeof Input>

/** Packs a tip into a folder, or into one file where that is asked for or it is encrypted. */
export const exportTip: Task<Input> = {
  name: 'export',
  input: Input,
  async run({ deps }, { code, out, zip, json, ...asked }) {
    const tip = await requireTip(deps, code)
    const request: ExportRequest = { by: 'command', ...asked }
    if (!zip && asked.to.length === 0 && !asked.identity) {
      const { files } = await beginParcel(deps, tools, tip, request)
      const count = await writeFolder(out, files)
      return json ? JSON.stringify({ path: out, files: count }) : `${out}: ${count} files`
    }
    const packed = await exporter.pack(deps, tip, request)
    const path = join(out, packed.name)
    await writeWhole(path, packed.bytes)
    return json ? JSON.stringify({ path }) : path
  },
}

const Why = z.string().refine((words) => Reason.safeParse(words).success, '3 to 1000 letters')

/** `tipthread export` */
export function exportCommand(): Command {
  return new Command('export')
    .description('pack a tip for a prosecutor: a folder that anybody can check (BagIt)')
    .argument('<code>', 'the code of the tip, such as T-7F3K-92QM')
    .requiredOption('--out <folder>', 'where to write it; must not be there yet')
    .option('--zip', 'write one zip file into the folder instead')
    .option('--to <recipient...>', 'encrypt the zip to these age public keys')
    .option('--identity', 'who wrote, in a package of its own; needs --reason and --to')
    .option('--unmasked', 'show the words that views hide; needs --reason')
    .option('--reason <words>', 'why; kept sealed in the ledger', checked(Why))
    .addOption(new Option('--language <code>', "of the report's labels").choices(['en', 'es']))
    .option('--json', 'print the outcome as JSON')
    .action((code: string, { out, ...options }: Omit<z.input<typeof Input>, 'code'>) =>
      perform(exportTip, Input.parse({ code, out: resolve(out), ...options })),
    )
}
