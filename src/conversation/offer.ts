import type { Answer } from './answer.ts'
import type { Choice, Phrase } from './effect.ts'
import { extractAll } from './extract/extract.ts'
import type { Finding, Span } from './extract/finding.ts'
import { readChoices, saysYes } from './read-choices.ts'
import { findQuestion, type Question } from './script.ts'
import { raiseByCodes } from './safety.ts'
import { currentQuestion, type Given, isAskable } from './state.ts'
import { keepStory } from './story.ts'
import {
  addNote,
  phrase,
  record,
  reply,
  type Said,
  type Turn,
  updateTip,
  vocabulary,
} from './turn.ts'
import { shortForm } from './words.ts'

/** What a finding is shown under; kinds of force stand with the acts they are part of. */
const lines: Record<string, string> = {
  start: 'offer.start',
  place: 'offer.place',
  agency: 'offer.agency',
  identification: 'offer.identification',
  acts: 'offer.acts',
  force: 'offer.acts',
}

/** The yes and no of an offer, for readers of numbers and presses of buttons. */
const yesOrNo: Question = {
  id: 'offer',
  kind: 'choice',
  options: [{ code: 'yes' }, { code: 'no' }],
}

/**
 * Writes down what words of the account seem to say about questions that nobody has answered. It stays
 * marked and unconfirmed until the person, or staff, says yes.
 */
export function noteFindings(turn: Turn, words: string): void {
  const { event, tip, script } = turn
  if (event.type !== 'message-received' || tip.stage !== 'in_progress') return
  const from = event.text.indexOf(words)
  const { language } = turn.state
  const reading = { at: event.at, time_zone: script.time_zone, language }
  const found = extractAll(words, { ...reading, vocabulary: vocabulary(turn) })
  // What views mask is never shown back.
  const plain = found.filter(({ span }) => !turn.masked.some((one) => overlaps(one, span)))
  for (const [id, findings] of Map.groupBy(plain, ({ question }) => question)) {
    const known = tip.answers[id] ?? tip.findings?.[id]
    if (!known && lines[id] && findQuestion(script, id)) keepFindings(turn, id, findings, from)
  }
}

function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end
}

function keepFindings(turn: Turn, id: string, findings: Finding[], from: number): void {
  const spans = findings.map(({ span }) => ({
    message_id: turn.event.id,
    start: span.start + from,
    end: span.end + from,
  }))
  const codes = findings.flatMap(({ value }) => ('codes' in value ? value.codes : []))
  const [first] = findings.map(({ value }) => value)
  keepOpen(turn, id, {
    state: 'not_asked',
    ...(codes.length > 0 && { codes: [...new Set(codes)] }),
    words: [...new Set(findings.map(({ quote }) => quote))].join('\n'),
    ...(first && 'moment' in first && { moment: first.moment }),
    ...(first && 'place' in first && { place: first.place }),
    finding: { confirmed: 'no', spans },
    derived_by: 'witness_words',
  })
}

/** A version of the record, but no answer: the question stays open. */
function keepOpen(turn: Turn, question: string, said: Said): void {
  const before = turn.tip.findings?.[question]
  const answer: Answer = {
    ...said,
    message_ids: [turn.event.id],
    script_version: turn.script.version,
  }
  const version = (before?.version ?? 0) + 1
  updateTip(turn, { findings: { ...turn.tip.findings, [question]: { ...answer, version } } })
  turn.effects.push({ type: 'record-answer', tip: turn.tip.id, question, version, answer })
}

/** The questions to be offered for a yes now: the one that has the floor was found, and others with it. */
export function questionsToOffer(turn: Turn): Question[] {
  if (turn.tip.focus) return []
  const open = openFindings(turn)
  const floor = currentQuestion(turn.script, turn.tip)?.id
  return open.some(({ id }) => id === floor) ? open : []
}

function openFindings({ script, tip }: Turn): Question[] {
  const { findings = {}, answers } = tip
  const open = Object.entries(findings).filter(
    ([id, { finding }]) => finding?.confirmed === 'no' && !answers[id],
  )
  const supposed = { ...tip, answers: { ...answers, ...Object.fromEntries(open) } }
  return script.questions.filter(
    (question) => open.some(([id]) => id === question.id) && isAskable(question, supposed),
  )
}

/** Asks once for all that was found, in the person's own words and nothing else. */
export function offer(turn: Turn, lead: Phrase[], questions: Question[]): void {
  updateTip(turn, { offered: questions.map(({ id }) => id) })
  const shown = Map.groupBy(questions, ({ id }) => lines[id] ?? '')
  const rows = [...shown].map(([key, some]) => ({
    key,
    values: { words: quotesOf(turn, some).join('; ') },
    under: true as const,
  }))
  const end = { ...phrase('offer.right'), under: true as const }
  reply(turn, 'offer', [...lead, phrase('offer.ask'), ...rows, end], offerChoices)
}

const offerChoices: Choice[] = ['yes', 'no'].map((choice, index) => ({
  label: `choice.offer_${choice}`,
  question: 'offer',
  choice,
  number: index + 1,
}))

function quotesOf({ tip }: Turn, questions: Question[]): string[] {
  const quotes = questions.flatMap(({ id }) => tip.findings?.[id]?.words?.split('\n') ?? [])
  return [...new Set(quotes)]
}

/**
 * Takes words as the answer to an offer. Only a yes counts as one; after anything else the questions
 * are asked as usual. Undefined when nothing is offered, else what the next prompt begins with.
 */
export function answerOffer(turn: Turn, words: string): Phrase[] | undefined {
  if (questionsToOffer(turn).length === 0) return undefined
  const picks = readChoices(yesOrNo, words, vocabulary(turn))
  if (picks?.type === 'not-offered' && shortForm(words) !== '0') {
    addNote(turn, words)
    return [phrase('not_offered')]
  }
  const said = picks?.type === 'picked' ? picks.codes[0] : readYesOrNo(turn, words)
  settleOffer(turn, said === 'yes' ? 'person' : 'refused')
  const more = said === undefined || (picks?.type === 'picked' && picks.words !== undefined)
  if (!more) return []
  keepStory(turn, words)
  return [phrase('kept')]
}

function readYesOrNo(turn: Turn, words: string): 'yes' | 'no' | undefined {
  const { no, unknown } = vocabulary(turn)
  const said = shortForm(words)
  if (saysYes(vocabulary(turn), words)) return 'yes'
  return said === '0' || no.has(said) || unknown.has(said) ? 'no' : undefined
}

/** Takes a press of yes or no. */
export function pressOffer(turn: Turn, choice: string): void {
  settleOffer(turn, choice === 'yes' ? 'person' : 'refused')
}

/** Passes over what is offered: it is not asked, and waits for staff. False when nothing is offered. */
export function skipOffer(turn: Turn): boolean {
  const questions = questionsToOffer(turn)
  for (const { id } of questions) settle(turn, id, { state: 'declined' })
  return questions.length > 0
}

/** Makes answers of what was shown, or leaves the questions to be asked. */
function settleOffer(turn: Turn, confirmed: 'person' | 'refused'): void {
  const { offered = [] } = turn.tip
  for (const { id } of openFindings(turn).filter((one) => offered.includes(one.id))) {
    if (confirmed === 'person') settle(turn, id, { state: 'answered' }, confirmed)
    else refuse(turn, id)
  }
}

function settle(
  turn: Turn,
  id: string,
  { state }: Pick<Answer, 'state'>,
  confirmed: 'no' | 'person' = 'no',
): void {
  const given = turn.tip.findings?.[id]
  if (!given?.finding) return
  const { version: _, message_ids, script_version: __, finding, ...said } = given
  const answer: Said = { ...said, masked: [], state, finding: { ...finding, confirmed } }
  record(turn, id, answer, [...message_ids, turn.event.id])
  const { [id]: _settled, ...waiting } = turn.tip.findings ?? {}
  updateTip(turn, { findings: waiting })
  const question = findQuestion(turn.script, id)
  if (question && state === 'answered') raiseByCodes(turn, question, said.codes ?? [])
}

/** What was said no to stands as a version, without what had been read. */
function refuse(turn: Turn, id: string): void {
  const spans: NonNullable<Given['finding']>['spans'] =
    turn.tip.findings?.[id]?.finding?.spans ?? []
  keepOpen(turn, id, {
    state: 'not_asked',
    finding: { confirmed: 'refused', spans },
    derived_by: 'witness_words',
  })
}
