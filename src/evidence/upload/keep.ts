import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { openDataKey } from '../../seal/keys.ts'
import { failFile } from '../fail.ts'
import { keepFile } from '../keep.ts'
import { arriveByLink } from './arrive.ts'
import { openLinkById } from './link.ts'
import { findUploaded, listStanding } from './store.ts'
import type { Uploads, Waiting } from './uploads.ts'

const hour = 3_600_000
/** A file to which nothing was added for so long is not coming any more. */
const givenUp = 7 * 24 * hour
const justNow = hour / 6

/**
 * Keeps a file that came by a link for good, then lets go of the bytes that waited. Throws what may
 * succeed later. Where processes do not share a disk, another one may have the bytes; when nobody has had
 * them for an hour, the file shows as failed.
 */
export async function keepUpload(deps: Deps, id: string): Promise<void> {
  const { uploads } = deps
  if (!uploads) throw new Failure('not-found', 'This process keeps no uploads')
  const row = await findUploaded(deps.db, id)
  if (!row?.key) return uploads.remove(id)
  const key = openDataKey(deps.keys, row.key)
  if (row.state === 'fetching' || row.state === 'failed') {
    const coming = await uploads.describe(id, key)
    if (!coming) return missing(deps, row)
    const { name, mime, size } = coming
    const about = { name, announced_mime: mime, copy_grade: 'original_file', most: size } as const
    await keepFile(deps, id, await uploads.open(id, key), about)
  }
  await uploads.remove(id)
}

async function missing(
  deps: Deps,
  row: { id: string; thread_id: string; tip_id: string | null; received_at: Date },
): Promise<void> {
  if (deps.now() - +row.received_at < hour) throw new Failure('not-found', 'Its bytes are not here')
  await failFile(deps, row, 'gone')
}

/**
 * Finishes what arrived while nobody was listening any more, and removes what will never be whole or whose
 * tip was taken back.
 */
export async function tidyUploads(deps: Deps): Promise<void> {
  const { uploads } = deps
  if (!uploads) return
  const quiet = await uploads.quietSince(new Date(deps.now() - justNow))
  if (quiet.length === 0) return
  const standing = await listStanding(deps.db, [...new Set(quiet.map(({ link_id }) => link_id))])
  for (const waiting of quiet) {
    const over = deps.now() - +waiting.touched > givenUp || !standing.has(waiting.link_id)
    if (waiting.offset === waiting.size) await settle(deps, uploads, waiting)
    else if (over) await uploads.remove(waiting.id)
  }
}

async function settle(deps: Deps, uploads: Uploads, { id, link_id }: Waiting): Promise<void> {
  const row = await findUploaded(deps.db, id)
  const isErased = row?.error_code === 'erased'
  if (row?.key && !isErased && (row.state === 'fetching' || row.state === 'failed')) return
  const link = row ? undefined : await openLinkById(deps, link_id)
  const coming = link && (await uploads.describe(id, link.key))
  if (link && coming) await arriveByLink(deps, link, coming)
  else await uploads.remove(id)
}
