import type { Answer, Masked } from './answer.ts'
import type { Choice, Effect, Phrase } from './effect.ts'
import { rememberTip } from './earlier.ts'
import type {
  ButtonPressed,
  FreshTip,
  MessageEdited,
  MessageReceived,
  SilencePassed,
  UnreadableReceived,
} from './event.ts'
import { moved } from './mask.ts'
import { unasked } from './questions.ts'
import { readCommand } from './read-command.ts'
import { type Script, type Vocabulary, vocabularyOf } from './script.ts'
import { type Given, type State, takesGuess, type TipState } from './state.ts'
import { countWords } from './words.ts'

/** What a person did, as opposed to staff or a network. */
export type PersonEvent = MessageReceived | ButtonPressed | UnreadableReceived

/** One step under way. It is changed in place, and nobody outside the step sees it before the end. */
export interface Turn {
  readonly script: Script
  readonly event: PersonEvent | MessageEdited | SilencePassed
  readonly effects: Effect[]
  state: State
  tip: TipState
  /** This event opened the tip. */
  readonly first: boolean
  /** What views mask of the text that came. */
  masked: Masked[]
}

/** A recorded answer without what every answer of this turn has in common. */
export type Said = Omit<Answer, 'message_ids' | 'script_version'>

/** Fuller answers than this go on in notes, so that one person's state stays small. */
const fullest = { signs: 8_000, messages: 100 }

/** Starts a turn: settles the language and opens a tip where none takes words. */
export function begin(script: Script, before: State, event: PersonEvent): Turn {
  const state = { ...before, heard_at: event.at }
  const standing = standingTip(script, state, event)
  const tip = standing ?? freshTip(event.fresh)
  const turn: Turn = { script, event, effects: [], state, tip, first: !standing, masked: [] }
  settleLanguage(turn)
  if (turn.first) openTip(turn, turn.tip)
  return turn
}

/** Starts a turn that only goes on with what stands. */
export function goOn(
  { script, state, tip }: { script: Script; state: State; tip: TipState },
  event: MessageEdited | SilencePassed,
): Turn {
  return { script, event, effects: [], state, tip, first: false, masked: [] }
}

/** A tip that was taken back takes no words; commands may still ask about it. */
function standingTip(script: Script, state: State, event: PersonEvent): TipState | undefined {
  if (state.tip?.stage !== 'withdrawn') return state.tip
  if (event.type !== 'message-received') return undefined
  const command = readCommand(script, state.language, event.text)?.do
  // What staff asked of an earlier tip opens no other.
  if (command === undefined) return state.aside && state.tip
  return ['new', 'begin', 'language'].includes(command) ? undefined : state.tip
}

/** Ends a turn. */
export function end(turn: Turn): { state: State; effects: Effect[] } {
  return { state: { ...turn.state, tip: turn.tip }, effects: turn.effects }
}

/** The words of the thread's language. */
export function vocabulary(turn: Turn): Vocabulary {
  return vocabularyOf(turn.script, turn.state.language)
}

/** Changes what is remembered about the thread. */
export function update(turn: Turn, change: Partial<State>): void {
  turn.state = { ...turn.state, ...change }
}

/** Changes where the tip stands. */
export function updateTip(turn: Turn, change: Partial<TipState>): void {
  turn.tip = { ...turn.tip, ...change }
}

/** Switches the thread to another of the script's languages. */
export function setLanguage(turn: Turn, language: string): void {
  if (language !== turn.state.language) turn.effects.push({ type: 'set-language', language })
  update(turn, { language, language_settled: true, language_tentative: undefined })
}

/** Gives the tip a new stage. */
export function setStage(turn: Turn, stage: TipState['stage']): void {
  updateTip(turn, { stage })
  turn.effects.push({ type: 'set-stage', tip: turn.tip.id, stage })
}

/** Makes the event's fresh tip the one that takes what comes. */
export function openTip(turn: Turn, tip: TipState): void {
  const before = turn.first ? turn.state.tip : turn.tip
  if (before) update(turn, { earlier: rememberTip(turn.state.earlier, before) })
  turn.tip = tip
  turn.effects.push({ type: 'open-tip', tip: tip.id, code: tip.code })
  if (turn.state.notice?.version === turn.script.version) {
    record(turn, 'notice', noticeAnswer(turn, 'accepted'))
  }
}

/** A tip of which nothing is known yet. */
export function freshTip(fresh: FreshTip): TipState {
  return { ...fresh, stage: 'in_progress', answers: {}, unsafe: false, flags: [], files: {} }
}

/** Records an answer as the next version of its question. Answering is going on: it accepts the notice. */
export function record(turn: Turn, question: string, said: Said, message_ids?: string[]): void {
  if (question !== 'notice' && said.state !== 'not_asked') acceptNotice(turn)
  const before = turn.tip.answers[question]
  const masked = said.words === undefined ? [] : (said.masked ?? maskedOf(turn, said.words, before))
  const { masked: _, ...rest } = said
  const answer = {
    ...rest,
    ...(masked.length > 0 && { masked }),
    message_ids: message_ids ?? [turn.event.id],
    script_version: turn.script.version,
  }
  const found = turn.tip.findings?.[question]
  const version = Math.max(before?.version ?? 0, found?.version ?? 0) + 1
  const given = remembered(answer, version)
  updateTip(turn, { answers: { ...turn.tip.answers, [question]: given } })
  turn.effects.push({ type: 'record-answer', tip: turn.tip.id, question, version, answer })
}

function remembered(answer: Answer, version: number): Given {
  const { message_ids, script_version: _, moment: __, finding: ___, ...rest } = answer
  return { ...rest, ...(rest.words !== undefined && { message_ids }), version }
}

/** The words came with this event, or were there before; both have been read for what to mask. */
function maskedOf(turn: Turn, words: string, before: Given | undefined): Masked[] {
  return words === before?.words ? (before.masked ?? []) : turn.masked
}

/** Adds words to an answer that grows over several messages. What no longer fits goes to the notes. */
export function addWords(turn: Turn, question: string, words: string): void {
  const before = turn.tip.answers[question]
  if (isFull(before, words)) return addNote(turn, words)
  const said: Said = {
    state: 'answered',
    ...(before?.codes && { codes: before.codes }),
    words: before?.words === undefined ? words : `${before.words}\n${words}`,
    masked: [...(before?.masked ?? []), ...moved(turn.masked, (before?.words?.length ?? -1) + 1)],
    derived_by: 'witness_words',
  }
  record(turn, question, said, [...new Set([...(before?.message_ids ?? []), turn.event.id])])
}

/** Keeps words that belong to no question. Full notes are followed by `note.2`, `note.3` … */
export function addNote(turn: Turn, words: string): void {
  let id: string = unasked.note
  for (let part = 2; isFull(turn.tip.answers[id], words); part++) id = `${unasked.note}.${part}`
  addWords(turn, id, words)
}

function isFull(given: Given | undefined, words: string): boolean {
  if (given?.words === undefined) return false
  const signs = given.words.length + 1 + words.length
  return signs > fullest.signs || (given.message_ids?.length ?? 0) >= fullest.messages
}

/** Sets the one reply of this turn. The very first one begins with the notice. */
export function reply(turn: Turn, key: string, parts: Phrase[], choices: Choice[] = []): void {
  const lead = [...showNotice(turn), ...showCare(turn)]
  update(turn, { prompt_due: undefined })
  turn.effects.push({
    type: 'reply',
    reply: { key, parts: [...lead, ...parts], ...(choices.length > 0 && { choices }) },
  })
}

/** A phrase without values. */
export function phrase(key: string, values?: Phrase['values']): Phrase {
  return values ? { key, values } : { key }
}

/** So many words show what somebody writes in; "hi", or an app in English, is everybody's. */
const spokenWords = 6

/**
 * The first guess that comes is taken; until then the line's own language speaks. One that rests on a greeting
 * or an app gives way once to that of a fuller text.
 */
function settleLanguage(turn: Turn): void {
  const hint = 'language_hint' in turn.event ? turn.event.language_hint : undefined
  if (!takesGuess(turn.state) || hint === undefined) return
  const spoken = 'text' in turn.event && countWords(turn.event.text) >= spokenWords
  if (!turn.script.languages.includes(hint) || (turn.state.language_settled && !spoken)) return
  setLanguage(turn, hint)
  if (!spoken) update(turn, { language_tentative: true })
}

/**
 * Going on after the notice is consent to it, if it could be read; the message that did so is kept
 * with it.
 */
function acceptNotice(turn: Turn): void {
  const { notice, language } = turn.state
  if (!notice || notice.accepted || !isShownIn(notice, language)) return
  update(turn, { notice: { ...notice, accepted: true } })
  if (turn.tip.answers['notice']) record(turn, 'notice', noticeAnswer(turn, 'accepted'))
}

/** Shown once, and again to who goes on in another language before having consented. */
function showNotice(turn: Turn): Phrase[] {
  const { notice, language } = turn.state
  const { version } = turn.script
  const same = notice?.version === version ? notice : undefined
  if (same && (same.accepted || isShownIn(same, language))) return []
  const languages = [...(same?.languages ?? []), language]
  update(turn, { notice: { version, accepted: false, languages } })
  record(turn, 'notice', noticeAnswer(turn, 'shown'))
  return [phrase('notice')]
}

function isShownIn({ languages }: NonNullable<State['notice']>, language: string): boolean {
  return languages?.includes(language) ?? true
}

/** Where to turn to, once, after something grave was told. */
function showCare(turn: Turn): Phrase[] {
  if (turn.tip.care !== 'due') return []
  updateTip(turn, { care: 'said' })
  return [phrase('care')]
}

function noticeAnswer(turn: Turn, code: 'shown' | 'accepted'): Said {
  return {
    state: 'answered',
    codes: [code],
    moment: momentOf(turn),
    derived_by: 'witness_words',
  }
}

/** The moment of this turn, for answers that count from when they were given. */
export function momentOf({ event, script }: Turn): NonNullable<Answer['moment']> {
  return { at: event.at, precision: 'exact', time_zone: script.time_zone }
}
