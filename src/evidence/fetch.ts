import { z } from 'zod'
import type { FetchFault, Fetched, FileSource, Patience } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import { failFile, type FileFault, ourFault } from './fail.ts'
import { keepFile, type Kept } from './keep.ts'
import { type FileRow, findFile, markTry } from './store.ts'

/** How getting a file ended; with `failed`, why. */
export interface Ended {
  state: Kept
  code?: FileFault
}

/** Tries before a file shows as failed, while the provider may still come round: an hour, two weeks. */
const triesMost: Record<Patience, number> = { none: 1, short: 10, long: 60 }

/** What a turn sealed of a file: where it lies and what its sender called it. */
const Source = z.object({
  source: z.union([
    z.object({ url: z.string() }),
    z.object({
      file_id: z.string(),
      unique_id: z.string(),
      untouched: z.literal(true).exactOptional(),
    }),
  ]) satisfies z.ZodType<FileSource>,
  name: z.string().optional(),
})

/**
 * Gets the file of an evidence row from its provider and keeps it. Every try that fails is counted and
 * its reason shown. Throws while another may succeed; then ends as `failed`, until somebody asks again.
 */
export async function fetchMedia(deps: Deps, id: string): Promise<Ended> {
  const row = await findFile(deps.db, id)
  if (!row?.key || row.erased_at) return { state: 'erased' }
  if (row.state !== 'fetching') return { state: row.state }
  const { source, name } = sourceOf(deps, row)
  const { channel, kind } = row
  const most = deps.config.media_most
  const fetched = await deps.channels[channel].fetchFile({ kind, source, most })
  if (fetched.status === 'failed') return missed(deps, row, fetched.code, fetched.patience)
  try {
    return { state: await keepFetched(deps, row, fetched, name) }
  } catch (error) {
    return missed(deps, row, faultOf(error), 'long', error)
  }
}

/** Where a file of a message lies at its provider. */
export function sourceOf({ keys }: Pick<Deps, 'keys'>, row: FileRow): z.infer<typeof Source> {
  if (!row.key) throw new Failure('not-found', 'The file was erased')
  return Source.parse(openJson(openDataKey(keys, row.key), `evidence:${row.id}`, row.source))
}

function keepFetched(
  deps: Deps,
  row: FileRow,
  { bytes, mime, copy_grade }: Extract<Fetched, { status: 'fetched' }>,
  name: string | undefined,
): Promise<Kept> {
  const { media_most: most } = deps.config
  const announced_mime = row.mime ?? mime
  return keepFile(deps, row.id, bytes, { name, announced_mime, copy_grade, most, fetched: true })
}

function faultOf(error: unknown): FileFault {
  return error instanceof Failure ? ourFault(error) : 'unreachable'
}

async function missed(
  deps: Deps,
  row: FileRow,
  code: FetchFault | FileFault,
  patience: Patience,
  cause?: unknown,
): Promise<Ended> {
  deps.log.warn('file-missed', { evidence_id: row.id, code, tries: row.tries + 1 })
  if (row.tries + 1 >= triesMost[patience]) {
    return { state: await failFile(deps, row, code), code }
  }
  await markTry(deps.db, row.id, { state: 'fetching', error_code: code })
  throw new Failure('provider-unavailable', 'The file could not be had', { cause })
}
