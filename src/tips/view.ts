import { z } from 'zod'
import { Answer } from '../conversation/answer.ts'
import type { Question } from '../conversation/script.ts'
import { type KeyRing, openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import type { AnswerRecord, MessageRecord, TipRecord } from './record.ts'
import type { AnswerRow, EvidenceRow, MessageRow, TipRow } from './store.ts'

const Words = z.object({ words: Answer.shape.words, place: Answer.shape.place })

/** What `InboundBody` and `Outgoing` have in common, as far as people read it. */
const Body = z.object({
  text: z.string().default(''),
  place: z
    .object({ latitude: z.number(), longitude: z.number(), label: z.string().optional() })
    .nullish(),
  choice: z.object({ question: z.string(), choice: z.string() }).nullish(),
})

/**
 * A tip with its answers opened, in the script's order. What everybody is asked and was never
 * answered is listed as such. What does not open is marked, the rest is shown. A tip that was taken
 * back has none.
 */
export function tipRecord(
  keys: KeyRing,
  tip: TipRow,
  rows: AnswerRow[],
  script: readonly Question[],
): TipRecord {
  return {
    code: tip.code,
    line: tip.line_id,
    channel: tip.channel,
    language: tip.language,
    stage: tip.stage,
    status: tip.status,
    severity: tip.severity,
    received_at: tip.received_at.toISOString(),
    submitted_at: tip.submitted_at?.toISOString() ?? null,
    active_at: tip.active_at.toISOString(),
    contact: contactRecord(tip, rows),
    answers: isTakenBack(tip) ? {} : answerRecords(keys, tip, rows, script),
    evidence_count: tip.evidence_count,
    message_count: tip.message_count,
    unread: tip.unread,
    assignee: tip.assignee_email,
    tags: tip.tags,
    flags: tip.flags,
    hold: tip.hold,
    erase_at: tip.erase_at?.toISOString() ?? null,
    erased_at: tip.erased_at?.toISOString() ?? null,
    incident: null,
  }
}

/** A person took it back: from then on nobody is shown what is in it, hold or no hold. */
export function isTakenBack({ stage }: Pick<TipRow, 'stage'>): boolean {
  return stage === 'withdrawn'
}

function answerRecords(
  keys: KeyRing,
  tip: TipRow,
  rows: AnswerRow[],
  script: readonly Question[],
): TipRecord['answers'] {
  const given = new Map(rows.map((row) => [row.question, answerRecord(keys, tip, row)]))
  const asked = script.filter((question) => !question.when || given.has(question.id))
  const names = [...new Set([...asked.map((question) => question.id), ...given.keys()])]
  return Object.fromEntries(names.map((name) => [name, given.get(name) ?? notAsked]))
}

const notAsked: AnswerRecord = {
  state: 'not_asked',
  derived_by: null,
  message_ids: [],
  script_version: null,
  at: null,
}

function contactRecord(tip: TipRow, rows: AnswerRow[]): TipRecord['contact'] {
  const codes = rows.find((row) => row.question === 'contact')?.codes ?? []
  const mode = oneOf(['anonymous', 'confidential', 'named'], codes)
  const silent = codes.includes('no_contact')
  return {
    alias: tip.alias,
    identity_mode: mode ?? (silent ? 'anonymous' : null),
    may_contact: silent ? 'no' : mode && 'yes',
    reach: tip.reach,
  }
}

function oneOf<const T extends string>(known: T[], codes: string[]): T | null {
  return known.find((code) => codes.includes(code)) ?? null
}

function answerRecord(keys: KeyRing, tip: TipRow, row: AnswerRow): AnswerRecord {
  const opened = openWords(keys, tip, row)
  const { words } = opened ?? {}
  const record: AnswerRecord = {
    state: row.state,
    derived_by: row.derived_by,
    message_ids: row.message_ids,
    script_version: row.script_version,
    at: row.at.toISOString(),
  }
  if (!opened) record.unreadable = true
  if (row.finding) record.finding = findingRecord(row, row.finding, opened ?? {})
  if (row.state !== 'answered') return record
  record.value = answerValue(row, opened ?? {})
  if (Array.isArray(record.value) && words !== undefined) record.words = words
  return record
}

/** What was read but not confirmed is shown as that, apart from what was answered. */
function findingRecord(
  row: AnswerRow,
  finding: NonNullable<AnswerRow['finding']>,
  opened: z.infer<typeof Words>,
): NonNullable<AnswerRecord['finding']> {
  if (finding.confirmed !== 'no') return finding
  return { ...finding, value: answerValue(row, opened) }
}

function answerValue(
  row: AnswerRow,
  { words, place }: z.infer<typeof Words>,
): NonNullable<AnswerRecord['value']> {
  const { moment, codes } = row
  if (codes?.length) return codes
  if (moment) {
    const at = moment.at === undefined ? null : new Date(moment.at).toISOString()
    const { precision, time_zone } = moment
    return { at, precision, words: words ?? null, time_zone }
  }
  if (row.question === 'place') {
    const { latitude = null, longitude = null } = place ?? {}
    return { words: words ?? null, latitude, longitude }
  }
  return words ?? codes ?? ''
}

function openWords(keys: KeyRing, tip: TipRow, row: AnswerRow): z.infer<typeof Words> | undefined {
  if (!row.words) return {}
  const purpose = `answer:${row.tip_id}:${row.question}:${row.version}`
  return openAs(Words, keys, tip.key, purpose, row.words)
}

/** Messages with their words opened, their files and the versions that replaced them. */
export function messageRecords(
  keys: KeyRing,
  rows: MessageRow[],
  edits: MessageRow[],
  files: EvidenceRow[],
): MessageRecord[] {
  return rows.map((row) => ({
    ...messageRecord(keys, row),
    evidence_ids: files.filter((file) => file.message_id === row.id).map((file) => file.id),
    edits: edits
      .filter((edit) => edit.about === row.id)
      .map((edit) => ({
        id: edit.id,
        at: edit.at.toISOString(),
        text: openBody(keys, edit)?.text ?? null,
      })),
  }))
}

function messageRecord(keys: KeyRing, row: MessageRow): MessageRecord {
  const body = openBody(keys, row)
  return {
    id: row.id,
    direction: row.direction,
    kind: shownKind(row.kind),
    at: row.at.toISOString(),
    text: body?.text ?? null,
    choice: body?.choice ?? null,
    place: body?.place ?? null,
    language: row.language,
    status: row.status,
    error_code: row.error_code,
    provider_id: row.provider_id,
    script_key: row.script_key,
    sent_by: row.sender,
    evidence_ids: [],
    edits: [],
  }
}

/** The store leaves out the kinds that are no messages; they would be read as plain ones. */
function shownKind(kind: MessageRow['kind']): MessageRecord['kind'] {
  return kind === 'edit' || kind === 'mark' || kind === 'reach' ? 'message' : kind
}

function openBody(keys: KeyRing, row: MessageRow): z.infer<typeof Body> | undefined {
  return openAs(Body, keys, row.key, `message:${row.id}`, row.body)
}

/** A damaged row, or a key that is gone, must not take the page with it. */
function openAs<T extends z.ZodType>(
  schema: T,
  keys: KeyRing,
  wrapped: Uint8Array | null,
  purpose: string,
  sealed: Uint8Array,
): z.infer<T> | undefined {
  if (!wrapped) return undefined
  try {
    return schema.safeParse(openJson(openDataKey(keys, wrapped), purpose, sealed)).data
  } catch {
    return undefined
  }
}
