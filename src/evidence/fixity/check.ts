import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { addFinding, type Findings } from '../../ledger/verify/findings.ts'
import { openDataKey } from '../../seal/keys.ts'
import { openJson } from '../../seal/seal.ts'
import { isIntact } from '../sealed-file.ts'
import { countKept, isKept, type KeptFile, listKept, sampleKept } from './store.ts'

/** What every manifest has. */
const Hashed = z.looseObject({ sha256: z.string() })
const page = 100

/** How many files were read, of how many. */
export interface Fixity {
  files: number
  checked: number
}

type Reading = Pick<Deps, 'db' | 'keys' | 'storage'>

/**
 * Reads files back from the storage, as many as asked for or all, and compares their bytes, sealed and
 * opened, with what was written down when they came. What differs is added to the findings.
 */
export async function checkFiles(
  deps: Reading,
  findings: Findings,
  most: number | 'all',
): Promise<Fixity> {
  const files = await countKept(deps.db)
  let checked = 0
  for await (const file of pick(deps, most)) {
    await checkFile(deps, findings, file)
    checked++
  }
  return { files, checked }
}

async function* pick({ db }: Reading, most: number | 'all'): AsyncGenerator<KeptFile> {
  if (most !== 'all') return yield* await sampleKept(db, most)
  for (let after: string | undefined; ;) {
    const files: KeptFile[] = await listKept(db, { after, limit: page })
    yield* files
    if (files.length < page) return
    after = files.at(-1)?.id
  }
}

async function checkFile(deps: Reading, findings: Findings, file: KeptFile): Promise<void> {
  const wrong = await whatIsWrong(deps, file).catch(unreadable)
  if (!wrong || !(await isKept(deps.db, file))) return
  const what = file.type === 'manifest' ? 'file' : 'copy'
  const says = {
    unreadable: `The ${what} ${file.id} could not be read from the storage (${file.object}): try again.`,
    gone: `The ${what} ${file.id} is not in the storage (${file.object}).`,
    changed: `The ${what} ${file.id} is not, byte for byte, what came in: its bytes in the storage (${file.object}) or what was written down of it were changed.`,
  }
  addFinding(findings, `file-${wrong}`, `${what} ${file.id}`, says[wrong])
}

function unreadable(error: unknown): 'unreadable' {
  if (error instanceof Failure && error.code === 'storage-unavailable') return 'unreadable'
  throw error
}

/** How a file differs from what came in, if it does. Throws `storage-unavailable`: it cannot be told. */
export async function whatIsWrong(
  deps: Pick<Deps, 'keys' | 'storage'>,
  { type, id, object, manifest, key: wrapped }: KeptFile,
): Promise<'gone' | 'changed' | undefined> {
  try {
    const key = openDataKey(deps.keys, wrapped)
    const purpose = `${type}:${id}`
    const { sha256 } = Hashed.parse(manifest && openJson(key, purpose, manifest))
    const intact = await isIntact(deps, { object, key, sha256, size: 0 })
    return intact ? undefined : 'changed'
  } catch (error) {
    if (!(error instanceof Failure)) return 'changed'
    if (error.code === 'not-found') return 'gone'
    throw error
  }
}
