import type { Event, MessageReceived, Reach, Silence } from '../../src/conversation/event.ts'
import type { Effect } from '../../src/conversation/effect.ts'
import { newState, type State } from '../../src/conversation/state.ts'
import { step } from '../../src/conversation/step.ts'
import { guessLanguage } from '../../src/i18n/detect.ts'
import { scriptFor } from '../../src/i18n/script.ts'
import { renderMarks, renderReply, sayPhrase } from '../../src/threads/render.ts'
import type { Outgoing } from '../../src/channels/channel.ts'
import { channels, line } from './line.ts'

/**
 * A transcript is a plain text file. `> ` is what the person does, `< ` what the line says, `+ ` what
 * is written down. `languages: en es` in its head is what the line offers, the main ones first. Things
 * that are not words stand in brackets:
 * `[button timing:earlier]` `[photo] caption` `[audio]` `[album 7 photo]` `[pin 41.88,-87.63 Park]`
 * `[edit] new words` `[unreadable]` `[carrier opted_out]` `[staff en] question` `[template what_time]`, both with
 * `tip-3` after them when they are about the tip that the third event opened;
 * `[link tip-1]`: staff have a link sent for that tip; `[big tip-1]`: a file was too big for the channel;
 * `[uploaded tip-1]`: a video came by its link; `[ended tip-1]`: its link was ended;
 * `[empty]` `[held] words, while a legal hold stands` `[quiet reminder]`: the clock tells of a silence. A
 * leading `[2 hours later]` lets time pass, a leading `[without agency]` takes that question off the script.
 */
export function replay(transcript: string): string {
  const [head = '', ...turns] = transcript.split(/^(?=> )/mu)
  const channel = head.includes('telegram') ? channels.telegram : channels.sms
  const offered = /^languages: (.*)$/mu.exec(head)?.[1]?.split(' ')
  const [default_language = line.default_language, second_language] = offered ?? []
  const spoken = { ...line, default_language, second_language, languages: offered }
  let script = scriptFor(spoken)
  let state: State = newState(spoken.default_language)
  let at = Date.UTC(2026, 10, 24, 15)
  const played = turns.map((turn, index) => {
    const said = turn.split(/^(?=[<+(])/mu)[0] ?? ''
    const input = said.slice(2).trimEnd()
    const later = /^\[(\d+) (second|minute|hour)s? later\]\s*/u.exec(input)
    at += later ? Number(later[1]) * lengths[later[2] ?? 'second']! : 30_000
    const rest = input.slice(later?.[0].length ?? 0)
    const changed = /^\[without ([\w ]+)\]\s*/u.exec(rest)
    const dropped = changed?.[1]?.split(' ') ?? []
    script = { ...script, questions: script.questions.filter(({ id }) => !dropped.includes(id)) }
    const event = readEvent(rest.slice(changed?.[0].length ?? 0), index + 1, at)
    const result = step(script, state, event)
    state = result.state
    const shown = result.effects.flatMap((effect) => show(effect, state.language, channel) ?? [])
    const silent = !result.effects.some(({ type }) => type === 'reply' || type === 'mark-choices')
    return [`> ${input}`, ...shown, ...(silent ? ['(silence)'] : [])].join('\n')
  })
  return `${head.trimEnd()}\n\n${played.join('\n\n')}\n`
}

const lengths: Record<string, number> = { second: 1_000, minute: 60_000, hour: 3_600_000 }
const codes = ['T-7F3K-92QM', 'T-4RWX-8HDC', 'T-9PMN-2KVE']

function readEvent(input: string, number: number, at: number): Event {
  const [, kind = '', rest = '', after = ''] =
    /^\[(\w+) ?([^\]]*)\]\s?([\s\S]*)$/u.exec(input) ?? []
  const text = kind ? after : input
  const base = { id: `m${number}`, at }
  const fresh = { id: `tip-${number}`, code: codeOf(number) }
  const language_hint = guessLanguage(text, undefined)
  const message: MessageReceived = { ...base, type: 'message-received', text, files: [], fresh }
  if (language_hint !== undefined) message.language_hint = language_hint
  const [first = '', second = ''] = rest.split(' ')
  switch (kind) {
    case '':
      return message
    case 'empty':
      return { ...message, text: '' }
    case 'held':
      return { ...message, held: true }
    case 'photo':
    case 'video':
    case 'audio':
      return { ...message, files: [{ id: `file-${number}`, kind }] }
    case 'album':
      return { ...message, files: [{ id: `file-${number}`, kind: 'photo' }], group: first }
    case 'pin': {
      const [latitude = 0, longitude = 0] = first.split(',').map(Number)
      return { ...message, place: { latitude, longitude, ...(second && { label: second }) } }
    }
    case 'button': {
      const [question = '', choice = ''] = first.split(':')
      return { ...base, type: 'button-pressed', question, choice, ref: 'r1', fresh }
    }
    case 'edit':
      return { ...base, type: 'message-edited', text }
    case 'unreadable':
      return { ...base, type: 'unreadable-received', fresh }
    case 'carrier':
      return { ...base, type: 'reach-changed', reach: reach(first) }
    case 'template':
      return { ...base, ...staff(second), text: '', language: '', template: first }
    case 'link':
      return { ...base, type: 'link-offered', because: 'asked', tip: first }
    case 'big':
      return { ...base, type: 'link-offered', because: 'too-big', tip: first }
    case 'uploaded':
    case 'ended':
      return {
        ...{ ...base, type: 'uploads-noted', tip: first, files: { video: 1 } },
        works: kind === 'uploaded',
      }
    case 'quiet':
      return { ...base, type: 'silence-passed', after: silence(first) }
    case 'staff':
      return { ...base, ...staff(second), text, language: first }
    default:
      throw new Error(`a transcript does not know [${kind}]`)
  }
}

function staff(tip: string) {
  const type = 'follow-up-sent' as const
  if (!tip) return { type }
  const code = codeOf(Number(tip.slice(4)))
  return { type, tip: { id: tip, code, stage: 'submitted' as const, flags: [], answers: {} } }
}

function codeOf(number: number): string {
  return codes[number === 1 ? 0 : number % 2 === 0 ? 1 : 2] ?? ''
}

function silence(word: string): Silence {
  return word === 'pause' || word === 'reminder' ? word : 'hand-in'
}

function reach(word: string): Reach {
  return word === 'opted_out' || word === 'blocked' || word === 'unreachable' ? word : 'yes'
}

/** What a silence is waited for is not shown: after nearly everything it is a reminder. */
function show(effect: Effect, language: string, traits: typeof channels.sms): string | undefined {
  const at = { language, line, traits, link: 'https://tips.example.org/u/7f3k9acm2qdw' }
  switch (effect.type) {
    case 'reply':
      return showOutgoing(renderReply(effect.reply, at))
    case 'mark-choices':
      return showOutgoing(renderMarks(effect, at))
    case 'open-tip':
      return `+ opens tip ${effect.code}`
    case 'record-answer': {
      const { state, codes: picked, words, place, moment } = effect.answer
      const parts = [
        state === 'answered' ? '' : state,
        picked?.join(' '),
        words === undefined ? '' : JSON.stringify(words),
        place && `at ${place.latitude},${place.longitude}`,
        moment && effect.question === 'start' && `${showTime(moment.at)} (${moment.precision})`,
      ].filter(Boolean)
      const { finding } = effect.answer
      const origin = finding ? ` (found, ${finding.confirmed})` : ''
      return `+ ${effect.question} ${effect.version}${origin}: ${parts.join(', ')}`
    }
    case 'keep-file':
      return `+ keeps ${effect.file}`
    case 'set-stage':
      return `+ stage ${effect.stage}`
    case 'place-under':
      return `+ stands in ${effect.tip}`
    case 'set-language':
      return `+ language ${effect.language}`
    case 'set-reach':
      return `+ reach ${effect.reach}`
    case 'flag-tip':
      return `+ flags ${effect.flags.join(' ') || 'none'}${effect.raise ? ', to the top' : ''}`
    case 'mask-words':
      return `+ masks ${effect.masked.map(({ start, end, kind }) => `${kind} ${start}-${end}`).join(', ')}`
    case 'send-phrase':
      return `+ sends ${JSON.stringify(sayPhrase(effect.phrase, at))}`
    case 'send-text':
      return `+ sends ${JSON.stringify(effect.text)}`
    case 'withdraw-tip':
      return '+ withdraws the tip'
    case 'offer-upload':
      return effect.until === undefined ? undefined : '+ makes a link for originals'
    case 'wake-at':
      return effect.after === 'pause' ? '+ waits for a pause' : undefined
  }
}

function showTime(at: number | undefined): string {
  return at === undefined ? 'no time' : new Date(at).toISOString().slice(0, 16)
}

function showOutgoing(outgoing: Outgoing): string {
  const text = outgoing.type === 'text' ? outgoing.text.split('\n').map((row) => `< ${row}`) : []
  const buttons = (outgoing.buttons ?? []).map(({ label, data }) => `< [${label}] ${data}`)
  const lead = outgoing.type === 'buttons' ? ['< (the same message, its buttons redrawn)'] : []
  return [...lead, ...text, ...buttons].map((row) => row.trimEnd()).join('\n')
}
