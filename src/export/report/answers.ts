import { z } from 'zod'
import { questions } from '../../conversation/questions.ts'
import { Quote } from '../../conversation/record.ts'
import { quotedWords } from '../../tips/coding/quote.ts'
import type { AnswerVersion, Dossier } from '../dossier.ts'
import type { Block, Said, Section } from './report.ts'
import {
  codeLabel,
  consoleLabel,
  type Labels,
  languageLabel,
  localTime,
  ours,
  theirs,
  utcTime,
} from './words.ts'

/** The account as it was written, and whether they said that it is right. */
export function accountSection(labels: Labels, dossier: Dossier): Section {
  const title = labels('part.account')
  const account = latest(dossier).find(({ question }) => question === 'account')
  if (!account?.words) return { title, blocks: [{ type: 'note', text: labels('no_account') }] }
  const { language } = dossier.tip
  const [from, to] = spanOf(dossier, account)
  const named = { language: languageLabel(labels, language), from, to }
  const quote: Block = {
    ...{ type: 'quote', said: theirs(language, account.words) },
    hint: labels('account_hint', named),
  }
  return { title, blocks: [quote, ...adoption(labels, dossier)] }
}

/** Every question that was asked, in its latest version. */
export function answersSection(labels: Labels, dossier: Dossier): Section {
  const rows = latest(dossier)
    .filter(({ question }) => question !== 'account')
    .map((answer) => ({
      label: consoleLabel(labels, `question.${answer.question}`),
      hint: hintOf(labels, answer),
      value: valueOf(labels, dossier, answer),
    }))
  return { title: labels('part.answers'), blocks: [{ type: 'facts', rows }] }
}

/** What staff coded last, row by row. */
export function codingSections(labels: Labels, dossier: Dossier): Section[] {
  const [newest] = dossier.codings
  if (!newest?.coding) return []
  const { version, at, coding } = newest
  const rows = Object.entries(coding).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((row: unknown) => ({
      label: name.replaceAll('_', ' '),
      value: codedValue(labels, dossier, row),
    })),
  )
  const note = labels('coding_hint', { version, at: utcTime(at) })
  const title = labels('part.coding')
  return [
    {
      title,
      blocks: [
        { type: 'note', text: note },
        { type: 'facts', rows },
      ],
    },
  ]
}

function latest({ answers }: Dossier): AnswerVersion[] {
  const newest = new Map<string, AnswerVersion>()
  for (const answer of answers) {
    const known = newest.get(answer.question)
    if (!known || known.version < answer.version) newest.set(answer.question, answer)
  }
  return [...newest.values()].sort((a, b) => placeOf(a) - placeOf(b))
}

/** In the order of the script; what was said besides comes last. */
function placeOf({ question }: AnswerVersion): number {
  const place = questions.findIndex(({ id }) => id === question)
  return place < 0 ? questions.length : place
}

function adoption(labels: Labels, dossier: Dossier): Block[] {
  const read = latest(dossier).find(({ question }) => question === 'read_back')
  const code = ['correct', 'corrected'].find((one) => read?.codes?.includes(one))
  if (!read || !code) return []
  const key = code === 'correct' ? 'adopted' : 'corrected'
  return [{ type: 'note', text: labels(key, { at: utcTime(read.at) }) }]
}

function spanOf({ messages }: Dossier, { message_ids, at }: AnswerVersion): [string, string] {
  const times = messages.filter(({ id }) => message_ids.includes(id)).map((message) => message.at)
  const sorted = [...times, ...(times.length === 0 ? [at] : [])].sort()
  return [utcTime(sorted[0] ?? at), utcTime(sorted.at(-1) ?? at)]
}

function hintOf(labels: Labels, { derived_by, version, at, state }: AnswerVersion): string {
  const origin = state === 'answered' ? [consoleLabel(labels, `answers.derived.${derived_by}`)] : []
  const which = version > 1 ? [labels('version', { version })] : []
  return [...origin, ...which, utcTime(at)].join(' · ')
}

function valueOf(labels: Labels, { tip, line }: Dossier, answer: AnswerVersion): Said[] {
  const { state, codes = [], words, moment, place, question, finding } = answer
  const said: Said[] = []
  if (finding) said.push(ours(labels, labels(`finding.${finding.confirmed}`)))
  else if (state !== 'answered') {
    said.push(ours(labels, consoleLabel(labels, `answers.state.${state}`)))
  }
  if (codes.length > 0) {
    const names = codes.map((code) => codeLabel(labels, question, code))
    said.push(ours(labels, names.join('; ')))
  }
  if (moment?.at !== undefined && question !== 'notice') {
    const at = localTime(labels, new Date(moment.at).toISOString(), line.time_zone)
    const precision = consoleLabel(labels, `answers.precision.${moment.precision}`)
    said.push(ours(labels, `${at} (${precision})`))
  }
  if (place) said.push(ours(labels, `${place.latitude}, ${place.longitude}`))
  if (words) said.push(theirs(tip.language, words))
  return said
}

/** A row of coding, and the words of the person that it rests on, as far as they are shown. */
function codedValue(labels: Labels, { tip, quotables }: Dossier, row: unknown): Said[] {
  const { success, data } = Resting.safeParse(row)
  if (!success) return [ours(labels, flat(row))]
  const { quotes, ...coded } = data
  const words = quotes.flatMap((quote) => quotedWords(quotables, quote) ?? [])
  return [ours(labels, flat(coded)), ...words.map((quoted) => theirs(tip.language, `“${quoted}”`))]
}

const Resting = z.looseObject({ quotes: z.array(Quote) })

/** A row of coding on one line. */
function flat(value: unknown): string {
  if (Array.isArray(value)) return value.map(flat).join(', ')
  if (typeof value !== 'object' || value === null) return String(value).replaceAll('_', ' ')
  return Object.entries(value)
    .map(([name, one]) => `${name.replaceAll('_', ' ')}: ${flat(one)}`)
    .join('; ')
}
