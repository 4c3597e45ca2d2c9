import type { z } from 'zod'
import { Answer } from '../conversation/answer.ts'
import type { Question } from '../conversation/script.ts'
import type { KeyRing } from '../seal/keys.ts'
import { hidesPlace, maskText } from './masking.ts'
import { openAs } from './open.ts'
import type { AnswerRecord, TipRecord } from './record.ts'
import type { AnswerRow, TipRow } from './store.ts'

const Words = Answer.pick({ words: true, masked: true, place: true })

/**
 * A tip with its answers opened, in the script's order. What everybody is asked and was never
 * answered is listed as such. What does not open is marked, the rest is shown. A tip that was taken
 * back has none, nor what follows from them.
 */
export function tipRecord(
  keys: KeyRing,
  tip: TipRow,
  rows: AnswerRow[],
  script: readonly Question[],
): TipRecord {
  const gone = isTakenBack(tip)
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
    contact: contactRecord(tip, gone ? [] : rows),
    answers: gone ? {} : answerRecords(keys, tip, rows, script),
    evidence_count: tip.evidence_count,
    message_count: tip.message_count,
    unread: tip.unread,
    assignee: tip.assignee_email,
    tags: tip.tags,
    flags: gone ? [] : tip.flags,
    hold: tip.hold,
    erase_at: tip.erase_at?.toISOString() ?? null,
    erased_at: tip.erased_at?.toISOString() ?? null,
    incident: null,
  }
}

/** A person took it back, or it is erased: nobody is shown what is in it, hold or no hold. */
export function isTakenBack(tip: Pick<TipRecord, 'stage'> & { erased_at: unknown }): boolean {
  return tip.stage === 'withdrawn' || tip.erased_at !== null
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
  version: null,
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
  const { text: words, hidden } = maskText(opened?.words ?? '', opened?.masked)
  const record: AnswerRecord = {
    state: row.state,
    derived_by: row.derived_by,
    message_ids: row.message_ids,
    script_version: row.script_version,
    version: row.version,
    at: row.at.toISOString(),
  }
  if (!opened) record.unreadable = true
  if (row.question === 'place' && hidesPlace(tip)) return { ...record, until_safe: true }
  const seen = { ...opened, ...(opened?.words !== undefined && { words }) }
  if (hidden.length > 0) record.hidden = hidden
  if (row.finding) record.finding = findingRecord(row, row.finding, seen)
  if (row.state === 'answered') record.value = answerValue(row, seen)
  const value = record.value ?? record.finding?.value
  if (Array.isArray(value) && seen.words !== undefined) record.words = words
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

/** Words come out of here as they were written; only what is masked in them may be shown. */
function openWords(keys: KeyRing, tip: TipRow, row: AnswerRow): z.infer<typeof Words> | undefined {
  if (!row.words) return {}
  const purpose = `answer:${row.tip_id}:${row.question}:${row.version}`
  return openAs(Words, keys, tip.key, purpose, row.words)
}
