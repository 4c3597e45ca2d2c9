import type { Deps } from '../../deps.ts'
import { fileKind } from '../../channels/file-kind.ts'
import { Failure } from '../../errors.ts'
import { nameObject } from '../../ledger/event.ts'
import { recordEvents } from '../../ledger/record.ts'
import { seal } from '../../seal/seal.ts'
import { holdForKeeping } from '../store.ts'
import type { OpenLink } from './link.ts'
import { insertUploaded, listUploaded } from './store.ts'
import type { Coming, Refusal } from './uploads.ts'

/** So many files may be on their way by one link at a time; one that is given up counts for ten minutes. */
const mostMoving = 5
const stillMoving = 10 * 60_000

/** Whether the link takes a file of this size; else why not. */
export async function mayBegin(
  deps: Pick<Deps, 'db' | 'uploads' | 'now'>,
  link: OpenLink,
  size: number,
): Promise<'fine' | Refusal> {
  if (size === 0) return 'empty'
  if (size > mostBytes(link)) return 'too-large'
  const [come, coming] = await Promise.all([
    listUploaded(deps.db, link.id),
    deps.uploads?.unfinished(link.id) ?? [],
  ])
  const { most_files } = link.line.uploads
  const moving = coming.filter(({ touched }) => deps.now() - +touched < stillMoving)
  if (moving.length >= mostMoving || come.length + coming.length >= most_files) return 'too-many'
  return (await deps.uploads?.hasRoom(size)) === false ? 'no-room' : 'fine'
}

/** The largest file that may come by a link. */
export function mostBytes({ line }: OpenLink): number {
  return line.uploads.most_megabytes * 1_000_000
}

/**
 * Writes down that a file came by a link, once, and where its bytes wait has it kept. Everything else
 * about it becomes known when it is kept. Throws `gone` when its tip was erased while it came.
 */
export async function arriveByLink(deps: Deps, link: OpenLink, coming: Coming): Promise<void> {
  const { id, size, name, mime } = coming
  const { thread_id, tip_id } = link
  const at = deps.now()
  const source = { upload_link_id: link.id, announced_mime: mime ?? null }
  const { json, object } = nameObject('evidence', id, { source, name })
  await deps.db.transaction().execute(async (trx) => {
    if (!(await holdForKeeping(trx, link)))
      throw new Failure('gone', 'The tip was erased meanwhile')
    const fresh = await insertUploaded(trx, {
      ...{ id, thread_id, tip_id, message_id: null, upload_link_id: link.id, size },
      ...{
        origin: 'upload',
        copy_grade: 'original_file',
        kind: fileKind(mime),
        mime: mime ?? null,
      },
      source: seal(link.key, `evidence:${id}`, json),
      received_at: new Date(at),
    })
    if (!fresh) return
    const details = { upload_link_id: link.id, size }
    const event = { actor: 'person', action: 'upload-link.used', at } as const
    await recordEvents(trx, [{ ...event, thread_id, tip_id, objects: [object], details }])
    if (deps.uploads) await deps.enqueue(trx, [{ name: 'keep-upload', data: { evidence_id: id } }])
  })
}
