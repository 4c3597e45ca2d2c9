import { questions } from '../conversation/questions.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { hidesPlace } from './masking.ts'
import { listTips, type TipFilter } from './list/store.ts'
import { messageRecords, type Sighting } from './message-view.ts'
import type { MessageRecord, TipRecord } from './record.ts'
import {
  type EvidenceRow,
  type Page,
  type Place,
  type TipRow,
  findMessage,
  findTip,
  latestAnswers,
  listEdits,
  listEvidence,
  listLatestMessages,
  listMessages,
  listPlaceMessages,
} from './store.ts'
import { confirmFound, seekWords } from './search/find.ts'
import { tipRecord } from './view.ts'

/** One page of a list and where the next begins. */
export interface Items<T> {
  items: T[]
  next: Place | null
}

/** What a list is narrowed to, and what is looked for in it: words, or a tip's code. */
export type Search = Omit<TipFilter, 'words' | 'code'> & { q?: string | undefined }

/** Opened tips, newest activity first. A page of a search may hold fewer than asked for, or none. */
export async function readTips(deps: Deps, search: Search, page: Page): Promise<Items<TipRecord>> {
  const { db, keys } = deps
  const { q, ...filter } = search
  const rows = await listTips(
    db,
    { ...filter, ...soughtBy(deps, q) },
    { ...page, limit: page.limit + 1 },
  )
  const listed = rows.slice(0, page.limit)
  const shown = q && !isCode(q) ? await confirmFound(deps, listed, q) : listed
  const ids = shown.map((row) => row.id)
  const answers = Map.groupBy(await latestAnswers(db, ids), (answer) => answer.tip_id)
  const items = shown.map((row) => tipRecord(keys, row, answers.get(row.id) ?? [], questions))
  const last = rows.length > page.limit ? listed.at(-1) : undefined
  return { items, next: last ? { at: last.active_exactly, id: last.id } : null }
}

const mostUrgent = 50

/**
 * The list as staff work it: the newest activity first, but on top of the first page stands what is grave or
 * happening now and not dealt with.
 */
export async function readQueue(deps: Deps, search: Search, page: Page): Promise<Items<TipRecord>> {
  if (page.after) return readTips(deps, search, page)
  const [top, all] = await Promise.all([
    readTips(deps, { ...search, urgent: true }, { limit: mostUrgent }),
    readTips(deps, search, page),
  ])
  const above = new Set(top.items.map(({ code }) => code))
  return { ...all, items: [...top.items, ...all.items.filter(({ code }) => !above.has(code))] }
}

function soughtBy(deps: Deps, q: string | undefined): Pick<TipFilter, 'words' | 'code'> {
  if (!q) return {}
  if (isCode(q)) return { code: q.trim().toUpperCase() }
  const words = seekWords(deps, q)
  return words ? { words } : { code: '' }
}

function isCode(q: string): boolean {
  return /^\s*t-[0-9a-z]{4}-[0-9a-z]{4}\s*$/i.test(q)
}

/** The row behind a code. Throws `not-found`. */
export async function requireTip({ db }: Deps, code: string): Promise<TipRow> {
  const tip = isCode(code) ? await findTip(db, code) : undefined
  if (!tip) throw new Failure('not-found', 'There is no tip with this code')
  return tip
}

/** One opened tip. */
export async function readTip({ db, keys }: Deps, tip: TipRow): Promise<TipRecord> {
  return tipRecord(keys, tip, await latestAnswers(db, [tip.id]), questions)
}

/** A tip's messages, oldest first, masked unless `unmasked`. */
export async function readMessages(
  { db, keys }: Deps,
  tip: TipRow,
  page: Page,
  { unmasked = false }: Pick<Sighting, 'unmasked'> = {},
): Promise<Items<MessageRecord>> {
  const rows = await listMessages(db, tip.id, { ...page, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const ids = shown.map((row) => row.id)
  const [edits, files, sighting] = await Promise.all([
    listEdits(db, ids),
    listEvidence(db, tip.id),
    sightingOf(db, tip),
  ])
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  const next = last ? { at: last.exactly, id: last.id } : null
  const items = messageRecords(keys, shown, edits, files, { ...sighting, unmasked })
  return { items, next }
}

/** One message of a tip, masked unless `unmasked`. Throws `not-found`. */
export async function readMessage(
  { db, keys }: Deps,
  tip: TipRow,
  id: string,
  { unmasked = false }: Pick<Sighting, 'unmasked'> = {},
): Promise<MessageRecord> {
  const [row, edits, files, sighting] = await Promise.all([
    findMessage(db, id),
    listEdits(db, [id]),
    listEvidence(db, tip.id),
    sightingOf(db, tip),
  ])
  const rows = row?.tip_id === tip.id ? [row] : []
  const [message] = messageRecords(keys, rows, edits, files, { ...sighting, unmasked })
  if (!message) throw new Failure('not-found', 'There is no such message')
  return message
}

async function sightingOf(db: Deps['db'], tip: TipRow): Promise<Sighting> {
  return hidesPlace(tip) ? { places: new Set(await listPlaceMessages(db, tip.id)) } : {}
}

/** All that a page shows of one tip: its record, the end of its thread and its files. */
export interface Sight {
  tip: TipRecord
  messages: MessageRecord[]
  files: EvidenceRow[]
}

/** How many messages a page shows at most, the last. */
export const mostMessages = 1000

/** A tip as investigators see it, with the end of its thread. */
export async function readSight(deps: Deps, row: TipRow): Promise<Sight> {
  const { db, keys } = deps
  const [tip, rows, files, sighting] = await Promise.all([
    readTip(deps, row),
    listLatestMessages(db, row.id, mostMessages),
    listEvidence(db, row.id),
    sightingOf(db, row),
  ])
  const edits = await listEdits(
    db,
    rows.map((message) => message.id),
  )
  return { tip, messages: messageRecords(keys, rows, edits, files, sighting), files }
}
