import type { MessageRecord } from '../../tips/record.ts'
import type { Dossier } from '../dossier.ts'
import { exhibitName } from '../exhibits.ts'
import type { Said, Section, TalkRow } from './report.ts'
import { codeLabel, consoleLabel, type Labels, ours, theirs, utcTime } from './words.ts'

/** The whole conversation, both sides, in the order it was said. */
export function talkSection(labels: Labels, dossier: Dossier): Section {
  const rows = dossier.messages.map((message) => talkRow(labels, dossier, message))
  return { title: labels('part.talk'), blocks: [{ type: 'talk', rows }] }
}

function talkRow(labels: Labels, dossier: Dossier, message: MessageRecord): TalkRow {
  const { direction, at, kind, status, evidence_ids } = message
  const inbound = direction === 'in'
  const writer = kind === 'follow-up' ? 'staff' : 'line'
  const { alias } = dossier.tip.contact
  const said = saidOf(labels, message)
  if (evidence_ids.length > 0) said.push(ours(labels, filesOf(labels, dossier, message)))
  return {
    side: inbound ? 'person' : 'line',
    who: inbound ? labels('person', { alias }) : labels(writer),
    at: utcTime(at),
    said,
    notes: inbound ? [] : [consoleLabel(labels, `delivery.${status}`)],
  }
}

function saidOf(labels: Labels, message: MessageRecord): Said[] {
  const { text, language, choice, place, edits, kind } = message
  const said: Said[] = []
  if (text) said.push(theirs(language, text))
  if (text === null || kind === 'unreadable') said.push(ours(labels, labels('unreadable')))
  if (choice) {
    const label = codeLabel(labels, choice.question, choice.choice)
    said.push(ours(labels, labels('pressed', { choice: label })))
  }
  if (place) {
    const { latitude, longitude } = place
    said.push(ours(labels, labels('spot', { latitude, longitude })))
  }
  for (const edit of edits) {
    said.push(ours(labels, labels('edited', { at: utcTime(edit.at) })))
    said.push(theirs(language, edit.text ?? ''))
  }
  return said
}

function filesOf(labels: Labels, { exhibits }: Dossier, { evidence_ids }: MessageRecord): string {
  const files = exhibits.filter(({ id }) => evidence_ids.includes(id))
  const names = files.filter(({ exhibit }) => exhibit !== null).map(exhibitName)
  const others = evidence_ids.length - names.length
  const parts = [...names, ...(others > 0 ? [labels('files_missing', { count: others })] : [])]
  return labels('files', { names: parts.join(', ') })
}
