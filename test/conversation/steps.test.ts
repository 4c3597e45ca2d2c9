import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../../src/channels/channel.ts'
import type { Effect } from '../../src/conversation/effect.ts'
import type { Event, Silence } from '../../src/conversation/event.ts'
import { questions } from '../../src/conversation/questions.ts'
import { listed, type Script } from '../../src/conversation/script.ts'
import { type Found, newState, State } from '../../src/conversation/state.ts'
import { step, type Step } from '../../src/conversation/step.ts'
import { templates } from '../../src/conversation/templates.ts'
import { normalise } from '../../src/conversation/words.ts'
import { languages } from '../../src/i18n/languages.ts'
import { scriptFor } from '../../src/i18n/script.ts'
import { renderMarks, renderReply } from '../../src/threads/render.ts'
import { channels, line } from './line.ts'

const script = scriptFor(line)
const codes = languages.map(({ code }) => code)
const understood = understoodWords(script)

/** What a person, a network or staff may do, without its identifiers and time. */
type Happening = { pause: number } & (
  | {
      does: 'writes'
      text: string
      hint?: string
      files: number
      group?: string
      pin: boolean
      held: boolean
    }
  | { does: 'presses'; question: string; choice: string; ref: boolean }
  | { does: 'edits' | 'asks'; text: string }
  | { does: 'asks-again'; template: string }
  | { does: 'settles'; right: boolean }
  | { does: 'is-silent'; after: Silence }
  | { does: 'uploads'; works: boolean }
  | { does: 'stops' | 'garbles' | 'links' }
)

/** Grave words and words to be masked. */
const telling = [
  'they killed him',
  'le pegaron a mi hija en la cara',
  'I want to die',
  'his SSN is 123-45-6789',
  'she is undocumented and lives at 12 Oak Street',
]

const pause = fc.constantFrom(0, 2_000, 10_000, 8_000_000, 90_000_000)
const words = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('0', '1', '2', '1 3', '4, 2', '1 and 5', '9', '77', '1-3'),
  },
  { weight: 5, arbitrary: fc.constantFrom(...understood) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('STOP', 'yes', 'HELP', '?', '⁇', '՞', '/start x', '', '  \n'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.nat(1e6).map((n) => `they told me so ${n}`) },
  { weight: 2, arbitrary: fc.nat(1e6).map((n) => `1, and a van ${n}`) },
  {
    weight: 2,
    arbitrary: fc.nat(1e6).map((n) => `two cars came and six men in masks took him to plate ${n}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...telling), fc.nat(1e6))
      .map(([text, n]) => `${text} ${n}`),
  },
  { weight: 1, arbitrary: fc.nat(1e6).map((n) => `${'é lo vi todo 👩‍👧 '.repeat(99)}${n}`) },
)
const presses = fc.constantFrom(
  ...questions.flatMap((question) =>
    [...listed(question).map(({ code }) => code), 'done', 'unknown', 'gone'].map((choice) => ({
      question: question.id,
      choice,
    })),
  ),
  { question: 'removed', choice: 'x' },
  { question: 'safety', choice: 'safe' },
  ...['yes', 'no'].map((choice) => ({ question: 'delete', choice })),
  ...codes.map((choice) => ({ question: 'language', choice })),
)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record(
      {
        does: fc.constant('writes' as const),
        pause,
        text: words,
        hint: fc.constantFrom(...codes, 'xx'),
        files: fc.constantFrom(0, 0, 0, 1, 2),
        group: fc.constantFrom('a', 'b'),
        pin: fc.constantFrom(false, false, false, false, true),
        held: fc.boolean(),
      },
      { requiredKeys: ['does', 'pause', 'text', 'files', 'pin', 'held'] },
    ),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(presses, fc.boolean(), pause)
      .map(([one, ref, wait]) => ({ does: 'presses' as const, ...one, ref, pause: wait })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('edits', 'asks'), pause, text: words }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('stops', 'garbles', 'links'), pause }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('uploads' as const), pause, works: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('is-silent' as const),
      pause,
      after: fc.constantFrom('pause', 'reminder', 'hand-in'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('settles' as const), pause, right: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('asks-again' as const),
      pause,
      template: fc.constantFrom(...templates.map(({ id }) => id), 'gone'),
    }),
  },
)
const conversation = fc.array(happening, { minLength: 1, maxLength: 14 })

describe('any conversation', () => {
  it('gets one reply that fits or a silence, loses no word, and depends on nothing else', () => {
    fc.assert(
      fc.property(conversation, (happenings) => {
        const events = eventsOf(happenings)
        const versions = new Map<string, number>()
        const said: string[] = []
        let state: State = newState('en')
        let stored: State = newState('en')
        for (const happened of events) {
          const event = aimed(happened, state)
          const result = step(script, Object.freeze(state), event)
          const again = step(script, stored, event)
          expect(JSON.stringify(again.effects)).toBe(JSON.stringify(result.effects))
          checkReplies(result.effects, result.state.language)
          checkWords(event, result.effects)
          checkVersions(result.effects, versions)
          if (event.type === 'message-received') said.push(event.text)
          checkManners(result, event, said)
          state = result.state
          stored = asStored(again.state)
        }
        expect(stored).toEqual(asStored(state))
        expect(codes).toContain(state.language)
      }),
      { numRuns: 10_000 },
    )
  }, 600_000)

  it('can always be brought to its end', () => {
    fc.assert(
      fc.property(conversation, (happenings) => {
        const state = play(script, newState('en'), eventsOf(happenings)).state
        expect(playToTheEnd(script, state)).toMatch(/submitted|partial/u)
      }),
      { numRuns: 10_000 },
    )
  }, 600_000)

  it('goes on under a script with questions added, removed and reordered', () => {
    const added = { id: 'weather', kind: 'text' } as const
    const changed = fc
      .shuffledSubarray([...questions, added], { minLength: 1 })
      .map((some): Script => ({ ...script, version: 'changed', questions: some }))
    fc.assert(
      fc.property(conversation, conversation, changed, (before, after, other) => {
        const first = play(script, newState('en'), eventsOf(before)).state
        const second = play(other, asStored(first), eventsOf(after, 100)).state
        checkAnswersStay(first, second)
        expect(playToTheEnd(other, second)).toMatch(/submitted|partial/u)
      }),
      { numRuns: 2_000 },
    )
  }, 600_000)
})

function eventsOf(happenings: Happening[], start = 0): Event[] {
  let at = Date.UTC(2026, 10, 24, 15)
  return happenings.map((one, index) => {
    const number = start + index
    at += one.pause
    const base = { id: `m${number}`, at }
    const fresh = { id: `tip-${number}`, code: `T-AAAA-${number}` }
    switch (one.does) {
      case 'writes':
        return {
          ...base,
          type: 'message-received',
          text: one.text,
          fresh,
          files: Array.from({ length: one.files }, (_, file) => ({
            id: `f${number}-${file}`,
            kind: file % 2 === 0 ? 'photo' : 'audio',
          })),
          ...(one.hint !== undefined && { language_hint: one.hint }),
          ...(one.group !== undefined && one.files > 0 && { group: one.group }),
          ...(one.pin && { place: { latitude: 41.9, longitude: -87.6 } }),
          ...(one.held && { held: true as const }),
        }
      case 'presses': {
        const { question, choice, ref } = one
        return {
          ...base,
          type: 'button-pressed',
          question,
          choice,
          fresh,
          ...(ref && { ref: 'r' }),
        }
      }
      case 'edits':
        return { ...base, type: 'message-edited', text: one.text }
      case 'asks':
        return { ...base, type: 'follow-up-sent', text: one.text, language: 'en' }
      case 'asks-again': {
        const { template } = one
        return { ...base, type: 'follow-up-sent', text: '', language: 'en', template }
      }
      case 'settles':
        return {
          ...{ ...base, type: 'finding-settled', tip: 'none', question: '', right: one.right },
          found: nothingFound,
        }
      case 'is-silent':
        return { ...base, type: 'silence-passed', after: one.after }
      case 'stops':
        return { ...base, type: 'reach-changed', reach: 'opted_out' }
      case 'garbles':
        return { ...base, type: 'unreadable-received', fresh }
      case 'links':
        return { ...base, type: 'link-offered', because: 'asked', tip: 'none' }
      case 'uploads':
        return {
          ...{ ...base, type: 'uploads-noted', tip: 'none', files: { photo: 2 } },
          works: one.works,
        }
    }
  })
}

const nothingFound: Found = {
  ...{ state: 'not_asked', derived_by: 'witness_words', message_ids: [], script_version: 'x' },
  version: 0,
}

/** Every other question of staff's is about an earlier tip, and what they settle is what was found. */
function aimed(event: Event, { tip, earlier = [] }: State): Event {
  if (event.type === 'follow-up-sent' && Number(event.id.slice(1)) % 2 === 0) {
    const asked = earlier.find(({ stage }) => stage !== 'withdrawn')
    if (!asked) return event
    return { ...event, tip: { ...asked, flags: [], answers: {} } }
  }
  if (event.type === 'link-offered' || event.type === 'uploads-noted')
    return tip ? { ...event, tip: tip.id } : event
  if (event.type !== 'finding-settled') return event
  if (!tip) return { type: 'reach-changed', id: event.id, at: event.at, reach: 'yes' }
  const [question, found] = Object.entries(tip.findings ?? {})[0] ?? ['start', nothingFound]
  return { ...event, tip: tip.id, question, found }
}

function play(running: Script, state: State, events: Event[]) {
  const effects: Effect[] = []
  for (const happened of events) {
    const event = aimed(happened, state)
    const result = step(running, state, event)
    state = result.state
    effects.push(...result.effects)
  }
  return { state, effects }
}

/** A person who passes every question gets to the end in as many messages as there are questions. */
function playToTheEnd(running: Script, state: State): string | undefined {
  const skip = (text = 'SKIP'): Happening => {
    return { does: 'writes', text, files: 0, pin: false, held: false, pause: 1000 }
  }
  const skips = Array.from({ length: running.questions.length + 3 }, () => skip())
  const hello = skip('NEW')
  const withdrawn = state.tip === undefined || state.tip.stage === 'withdrawn'
  const events = eventsOf(withdrawn ? [hello, ...skips] : skips, 200)
  return play(running, state, events).state.tip?.stage
}

/** Assertions cost more than what they check here, so faults are gathered and asserted once. */
function checkReplies(effects: Effect[], language: string): void {
  const replies = effects.filter(({ type }) => type === 'reply' || type === 'mark-choices')
  const faults = replies.slice(1).map(({ type }) => `a second ${type}`)
  for (const effect of replies) {
    for (const traits of [channels.sms, channels.telegram]) {
      const outgoing = draw(effect, { language, line, traits })
      if (outgoing) faults.push(...faultsOf(outgoing, traits.limit))
    }
  }
  expect(faults).toEqual([])
}

const details = questions.flatMap(({ id, detail }) => (detail ? [`ask.${id}`] : []))

/** Nothing of what a person waits for is changed by what staff do. */
const unheard: Event['type'][] = [
  'follow-up-sent',
  'finding-settled',
  'link-offered',
  'uploads-noted',
]

/**
 * Whoever is in danger hears nothing unasked, after something grave no detail is asked, a clock is
 * answered only once, and no reply says anything that the person has not.
 */
function checkManners({ state, effects }: Step, event: Event, said: string[]): void {
  const { tip } = state
  const faults: string[] = []
  for (const effect of effects) {
    if (effect.type !== 'reply') continue
    const { key, parts } = effect.reply
    if (event.type === 'silence-passed' && tip?.unsafe) faults.push(`${key} in danger`)
    const grave = tip?.flags.some((flag) => flag !== 'happening_now')
    if (grave && tip?.focus?.because !== 'picking' && details.includes(key)) faults.push(key)
    for (const { values } of parts) {
      const pieces = String(values?.['words'] ?? '').split(/\*\*\*|\n|; /u)
      const unsaid = pieces.filter((piece) => piece && !said.some((text) => text.includes(piece)))
      faults.push(...unsaid.map((piece) => `nobody said ${piece}`))
    }
  }
  const waits = effects.filter(({ type }) => type === 'wake-at')
  if (waits.length !== (state.waits ? 1 : 0) && !unheard.includes(event.type)) {
    faults.push(`waits ${waits.length} times`)
  }
  expect(faults).toEqual([])
}

function draw(effect: Effect, at: Parameters<typeof renderReply>[1]): Outgoing | undefined {
  if (effect.type === 'reply') return renderReply(effect.reply, at)
  return effect.type === 'mark-choices' ? renderMarks(effect, at) : undefined
}

function* faultsOf(outgoing: Outgoing, limit: number): Generator<string> {
  if (outgoing.type === 'text') {
    if (outgoing.text.trim() === '') yield 'says nothing'
    if (outgoing.text.length > limit) yield `longer than ${limit}`
    if (outgoing.text.includes('{{')) yield 'a value is missing'
  }
  for (const { data } of outgoing.buttons ?? []) {
    if (Buffer.byteLength(data) > 64) yield `too much in button ${data}`
  }
}

/** Every text is written down, or is one of the words that the script understands. */
function checkWords(event: Event, effects: Effect[]): void {
  if (event.type !== 'message-received' || !event.text.trim()) return
  const kept = effects.some(
    (effect) => effect.type === 'record-answer' && (effect.answer.words ?? '').includes(event.text),
  )
  if (!kept) expect(isUnderstood(event.text)).toBe(true)
}

const understoodForms = new Set(understood.map(normalise))
const picks = /^[\d\s]+( and \d+)?$/u

function isUnderstood(text: string): boolean {
  const bare = /^[^\p{L}\p{N}]*[?¿؟՞][^\p{L}\p{N}]*$/u.test(text.normalize('NFKC'))
  return (
    bare ||
    text.startsWith('/start') ||
    picks.test(normalise(text)) ||
    understoodForms.has(normalise(text))
  )
}

function checkVersions(effects: Effect[], versions: Map<string, number>): void {
  for (const effect of effects) {
    if (effect.type !== 'record-answer') continue
    const key = `${effect.tip} ${effect.question}`
    expect(effect.version).toBe((versions.get(key) ?? 0) + 1)
    versions.set(key, effect.version)
  }
}

/** Whatever the new script asked, an answer is either the same or a later version of itself. */
function checkAnswersStay(first: State, second: State): void {
  if (first.tip?.id !== second.tip?.id || second.tip?.stage === 'withdrawn') return
  for (const [question, before] of Object.entries(first.tip?.answers ?? {})) {
    const after = second.tip?.answers[question]
    if (after?.version === before.version) expect(after).toEqual(before)
    else expect(after?.version).toBeGreaterThan(before.version)
  }
}

/** As the database gives it back. */
function asStored(state: State): State {
  return State.parse(JSON.parse(JSON.stringify(state)))
}

function understoodWords({ vocabulary }: Script): string[] {
  return [...vocabulary.values()].flatMap((known) => [
    ...known.commands.keys(),
    ...known.done,
    ...known.safe,
    ...known.unknown,
    ...known.yes,
    ...known.no,
    ...[...known.options.values()].flatMap((options) => [...options.keys()]),
  ])
}
