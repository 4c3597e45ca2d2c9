import { Answer } from '../conversation/answer.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { readExhibits } from '../evidence/read.ts'
import type { ExhibitRecord } from '../evidence/record.ts'
import { sealEvents } from '../ledger/seal.ts'
import { type Checkpoint, latestCheckpoint } from '../ledger/store.ts'
import type { Line } from '../lines/line.ts'
import { type CodingRecord, readCodings } from '../tips/coding/coding.ts'
import { type Quotable, readQuotables } from '../tips/coding/quote.ts'
import { hidesPlace, maskText } from '../tips/masking.ts'
import { openAs } from '../tips/open.ts'
import { readMessages, readTip } from '../tips/read.ts'
import type { MessageRecord, TipRecord } from '../tips/record.ts'
import { isTakenBack } from '../tips/view.ts'
import type { TipRow } from '../tips/store.ts'
import { holdsToken, type Tokens, withoutTokens, workingTokens } from './links.ts'
import type { ExportRequest } from './request.ts'
import { listAnswers, waitsForSealing } from './store.ts'

/** How often sealing is waited for, and how long each time, in milliseconds. */
const [tries, pause] = [40, 250]

/** All that a package tells of a tip, but for its files and its events, which are read as they leave. */
export interface Dossier {
  row: TipRow
  line: Line
  request: ExportRequest
  /** Unix milliseconds. */
  made_at: number
  tip: TipRecord
  messages: MessageRecord[]
  answers: AnswerVersion[]
  codings: CodingRecord[]
  /** What codings may rest on, for the words behind their quotes. */
  quotables: Quotable[]
  exhibits: ExhibitRecord[]
  /** Of links for originals that still work. They are marked in every text here. */
  tokens: Tokens
  /** The messages that held one. */
  linked: string[]
  checkpoint: Checkpoint
}

/** One version of an answer; every version of all is told, so that a correction is seen as one. */
export interface AnswerVersion extends Omit<Answer, 'masked'> {
  question: string
  version: number
  at: string
  /** Kinds of what is left out of the words. */
  hidden: string[]
}

/** A tip that may be exported. Throws `conflict` for one that was taken back or is erased. */
export function requireExportable(row: TipRow): void {
  if (!isTakenBack(row) && !row.erased_at && row.key) return
  throw new Failure('conflict', 'This tip was taken back: nothing of it may be exported')
}

/** Opens everything. What has happened so far is sealed into the ledger first, so that all of it is provable. */
export async function readDossier(
  deps: Deps,
  row: TipRow,
  request: ExportRequest,
): Promise<Dossier> {
  requireExportable(row)
  const line = deps.lines.find(({ id }) => id === row.line_id)
  if (!line) throw new Failure('conflict', `The line ${row.line_id} is not set up here`)
  const [tip, messages, answers, codings, quotables, exhibits, tokens] = await Promise.all([
    readTip(deps, row),
    readAllMessages(deps, row, request),
    readAnswers(deps, row, request),
    readCodings(deps, row),
    readQuotables(deps, row),
    readExhibits(deps, row),
    workingTokens(deps, row.thread_id),
  ])
  const checkpoint = await sealedCheckpoint(deps, row.id)
  const linked = messages.filter((message) => holdsToken(JSON.stringify(message), tokens))
  return {
    ...{ row, line, request, made_at: deps.now(), checkpoint, tokens },
    ...withoutTokens({ tip, messages, answers, codings, quotables, exhibits }, tokens),
    linked: linked.map(({ id }) => id),
  }
}

/** Another process may be sealing at the moment; it then takes up ours, or leaves them to the next try. */
async function sealedCheckpoint(deps: Deps, tip_id: string): Promise<Checkpoint> {
  for (let n = 0; n < tries; n++) {
    await sealEvents(deps)
    if (!(await waitsForSealing(deps.db, tip_id))) {
      const checkpoint = await latestCheckpoint(deps.db)
      if (checkpoint) return checkpoint
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  throw new Failure('conflict', 'The ledger is being sealed; please try again')
}

async function readAllMessages(
  deps: Deps,
  row: TipRow,
  { unmasked }: ExportRequest,
): Promise<MessageRecord[]> {
  const messages: MessageRecord[] = []
  let next: Awaited<ReturnType<typeof readMessages>>['next'] = null
  do {
    const page = { limit: 200, ...(next && { after: next }) }
    const read = await readMessages(deps, row, page, { unmasked })
    messages.push(...read.items)
    next = read.next
  } while (next)
  return messages
}

async function readAnswers(
  { db, keys }: Deps,
  tip: TipRow,
  { unmasked }: ExportRequest,
): Promise<AnswerVersion[]> {
  const rows = await listAnswers(db, tip.id)
  return rows.map((row) => {
    const purpose = `answer:${tip.id}:${row.question}:${row.version}`
    const opened = row.words && openAs(Answer, keys, tip.key, purpose, row.words)
    if (!opened) throw new Failure('conflict', `An answer does not open: ${row.question}`)
    const { masked, words, place, ...answer } = opened
    const shown = maskText(words ?? '', unmasked ? [] : masked)
    const where = hidesPlace(tip) && row.question === 'place'
    return {
      ...{ question: row.question, version: row.version, at: row.at.toISOString(), ...answer },
      ...(words !== undefined && !where && { words: shown.text }),
      ...(place && !where && { place }),
      hidden: [...new Set(where ? ['place'] : shown.hidden.map(({ kind }) => kind))],
    }
  })
}
