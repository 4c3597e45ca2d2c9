import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { arriveByLink, mayBegin } from '../evidence/upload/arrive.ts'
import { failFile, ourFault } from '../evidence/fail.ts'
import { keepFile } from '../evidence/keep.ts'
import { findFile } from '../evidence/store.ts'
import type { OpenLink } from '../evidence/upload/link.ts'
import { cleanName, cleanType } from '../evidence/upload/name.ts'
import { noteUploaded } from '../threads/upload-link.ts'
import type { Coming, Refusal } from '../evidence/upload/uploads.ts'

/** All files of one form together, in bytes: they are in memory while they come. */
export const formMost = 20_000_000

/** A file of the form, with the id it will have. */
export interface Chosen {
  id: string
  file: File
}

/** What became of a form. */
export type Outcome = 'fine' | 'nothing-chosen' | 'form-too-large' | Refusal

/** Takes the files of a form, each by itself, until one cannot be taken. */
export async function takeForm(deps: Deps, link: OpenLink, chosen: Chosen[]): Promise<Outcome> {
  const files = chosen.filter(({ file }) => file.name !== '' || file.size > 0)
  if (files.length === 0) return 'nothing-chosen'
  for (const one of files) {
    const outcome = await takeOne(deps, link, one)
    if (outcome !== 'fine') return outcome
  }
  return 'fine'
}

async function takeOne(deps: Deps, link: OpenLink, { id, file }: Chosen): Promise<Outcome> {
  const outcome = await mayBegin(deps, link, file.size)
  if (outcome !== 'fine') return outcome
  const coming = { id, size: file.size, name: cleanName(file.name), mime: cleanType(file.type) }
  if (deps.uploads) {
    await deps.uploads.put(link, coming, await file.bytes())
    await arriveByLink(deps, link, coming)
    return 'fine'
  }
  await arriveByLink(deps, link, coming)
  await keepNow(deps, coming, file)
  return 'fine'
}

/** Where files can wait nowhere they are kept before anybody is told that they are here. */
async function keepNow(deps: Deps, { id, name, mime, size }: Coming, file: File): Promise<void> {
  const about = { name, announced_mime: mime, copy_grade: 'original_file', most: size } as const
  const kept = await keepFile(deps, id, file.stream(), about).catch(async (error: unknown) => {
    await giveUp(deps, id, error)
    throw error
  })
  if (kept === 'failed') throw new Failure('storage-unavailable')
  await note(deps, id)
}

/** The file is here whatever the conversation makes of it; the next one counts it again. */
async function note(deps: Deps, id: string): Promise<void> {
  try {
    await noteUploaded(deps, id)
  } catch (error) {
    deps.log.error('upload-not-noted', { evidence_id: id }, error)
  }
}

/** The bytes are nowhere once the request is over: nobody is to wait for them. */
async function giveUp(deps: Deps, id: string, error: unknown): Promise<void> {
  const row = await findFile(deps.db, id)
  if (row) await failFile(deps, row, ourFault(error))
}
