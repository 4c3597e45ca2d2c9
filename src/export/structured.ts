import { questions } from '../conversation/questions.ts'
import { actGroups } from '../conversation/record.ts'
import { say } from '../i18n/say.ts'
import { stages } from '../tips/record.ts'
import { severities, statuses } from '../tips/status.ts'
import { tipSchema } from '../tips/tip-schema.ts'
import type { AnswerVersion, Dossier } from './dossier.ts'
import { type Entry, jsonEntry } from './entry.ts'

/** The tip as data: as programs get it, every version of every answer, and what the codes mean. */
export function* structuredFiles(dossier: Dossier): Generator<Entry> {
  const { tip, answers, codings } = dossier
  yield jsonEntry('data/structured/tip.json', tip)
  yield jsonEntry('data/structured/answers.json', answers)
  yield { path: 'data/structured/answers.csv', body: csv(answers) }
  if (codings.length > 0) yield jsonEntry('data/structured/coding.json', codings)
  yield jsonEntry('data/structured/schema.json', tipSchema())
  yield jsonEntry('data/structured/codebook.json', codebook(dossier))
}

const columns = ['question', 'version', 'state', 'derived_by', 'codes', 'words', 'at'] as const

/** Without this mark in front Excel takes the letters for those of another alphabet. */
const utf8Mark = '\u{feff}'

function csv(answers: AnswerVersion[]): string {
  const rows = answers.map((answer) =>
    columns.map((column) => {
      const value = answer[column]
      return cell(Array.isArray(value) ? value.join(' ') : String(value ?? ''))
    }),
  )
  return utf8Mark + [columns.map(cell), ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

/** Spreadsheets run what begins like a formula: an apostrophe before it stops them. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

function codebook({ tip, line }: Dossier) {
  const spoken = [...new Set(['en', tip.language])]
  const inWords = (key: string) =>
    Object.fromEntries(spoken.map((code) => [code, say(code, key)] as const))
  return {
    about: 'What was asked, in which words, and what every code means.',
    questions: questions.map(({ id, kind, options = [] }) => ({
      ...{ id, kind },
      ...(kind !== 'notice' && { asked_as: inWords(`ask.${id}`) }),
      options: options.map(({ code }) => ({ code, means: inWords(`option.${id}.${code}`) })),
    })),
    states: ['answered', 'dont_know', 'declined', 'not_applicable', 'not_asked'],
    derived_by: ['button', 'witness_words', 'staff_coded'],
    stages,
    statuses,
    severities,
    acts_coded_by_staff: actGroups,
    jurisdiction: line.jurisdiction ?? null,
  }
}
