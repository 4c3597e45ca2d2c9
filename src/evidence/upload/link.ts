import type { KeyObject } from 'node:crypto'
import type { Deps } from '../../deps.ts'
import type { Line } from '../../lines/line.ts'
import { openDataKey } from '../../seal/keys.ts'
import type { Actor } from '../../ledger/event.ts'
import { recordEvents } from '../../ledger/record.ts'
import { findLink, findLinkById, type LinkRow, listLinks, revokeLinks } from './store.ts'
import { tokenHash } from './token.ts'

/** A link that works: where files go that come by it, and what seals them. */
export interface OpenLink {
  id: string
  thread_id: string
  tip_id: string
  key: KeyObject
  line: Line
  /** The person's. */
  language: string
  expires_at: Date
}

type Opening = Pick<Deps, 'db' | 'keys' | 'lines' | 'now'>

/** What has begun may be finished for so long after a link's time is over. */
const finishingDays = 7

/** What is wanted of a link. */
interface Wish {
  /** Only to finish what had begun in time. */
  finish?: boolean
}

/**
 * The link behind a token as it was typed. `ended`: it worked once, and does no more, because its time is
 * over, staff ended it or the person took the tip back.
 */
export async function openLink(
  deps: Opening,
  token: string,
  wish: Wish = {},
): Promise<OpenLink | 'ended' | 'unknown'> {
  const row = await findLink(deps.db, tokenHash(token))
  return row ? openRow(deps, row, wish) : 'unknown'
}

/** The same for a link of which the id is known, to finish what has begun. */
export async function openLinkById(deps: Opening, id: string): Promise<OpenLink | undefined> {
  const row = await findLinkById(deps.db, id)
  const link = row && openRow(deps, row, { finish: true })
  return link === 'ended' ? undefined : link
}

function openRow({ keys, lines, now }: Opening, row: LinkRow, wish: Wish): OpenLink | 'ended' {
  const { id, thread_id, tip_id, language, expires_at } = row
  const line = lines.find((one) => one.id === row.line_id)
  const until = +expires_at + (wish.finish ? finishingDays * 24 * 3_600_000 : 0)
  const over = row.revoked_at !== null || until <= now()
  const gone = row.stage === 'withdrawn' || row.erased_at !== null
  if (!line || !tip_id || !row.key || over || gone) return 'ended'
  return { id, thread_id, tip_id, key: openDataKey(keys, row.key), line, language, expires_at }
}

/** A link as staff see it; the token is only ever in the message that carried it. */
export interface LinkRecord {
  id: string
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  /** How many files came by it. */
  used: number
  works: boolean
}

/** The links of a tip, the newest first. */
export async function readLinks({ db, now }: Deps, tip: { id: string }): Promise<LinkRecord[]> {
  const rows = await listLinks(db, tip.id)
  return rows.map((row) => ({
    ...row,
    used: Number(row.used ?? 0),
    works: row.revoked_at === null && +row.expires_at > now(),
  }))
}

/** Ends every link of a tip that still works and returns how many there were. */
export async function endLinks(
  deps: Deps,
  tip: { id: string; thread_id: string },
  actor: Actor,
): Promise<number> {
  const at = deps.now()
  return deps.db.transaction().execute(async (trx) => {
    const ended = await revokeLinks(trx, tip.id, new Date(at))
    const event = { actor, action: 'upload-link.revoked', at } as const
    const place = { thread_id: tip.thread_id, tip_id: tip.id }
    await recordEvents(
      trx,
      ended.map((id) => ({ ...event, ...place, details: { upload_link_id: id } })),
    )
    return ended.length
  })
}
