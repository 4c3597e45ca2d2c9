import type { MessageRecord } from '../tips/record.ts'
import type { Dossier } from './dossier.ts'
import { type Entry, jsonEntry } from './entry.ts'

/** The person's own words, as written, in the language they were written in; and the whole conversation. */
export function* statementFiles({ tip, messages, answers }: Dossier): Generator<Entry> {
  const own = messages.filter(({ direction }) => direction === 'in')
  const name = `data/statement/original.${tip.language}`
  const about = { code: tip.code, language: tip.language, translations: [] }
  yield { path: `${name}.txt`, body: own.map(plainWords).join('\n') }
  yield jsonEntry(`${name}.json`, { ...about, messages: own.map(wordsOf) })
  yield jsonEntry('data/statement/conversation.json', { ...about, messages })
  const adopted = answers.filter(({ question }) => question === 'read_back')
  if (adopted.length > 0) yield jsonEntry('data/statement/adopted.json', { ...about, adopted })
}

function wordsOf({ id, at, kind, language, text, hidden, choice, place, edits }: MessageRecord) {
  return { id, at, kind, language, text, hidden, choice, place, edits }
}

function plainWords({ id, at, text, choice, place, edits, evidence_ids }: MessageRecord): string {
  const lines = [`[${at}] ${id}`]
  if (text !== null && text !== '') lines.push(text)
  if (choice) lines.push(`(${choice.question}: ${choice.choice})`)
  if (place) lines.push(`(${place.latitude}, ${place.longitude})`)
  for (const file of evidence_ids) lines.push(`(file ${file})`)
  for (const edit of edits) lines.push(`[${edit.at}] changed to:`, edit.text ?? '')
  return `${lines.join('\n')}\n`
}
