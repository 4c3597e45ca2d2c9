import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { SegmentedMessage } from 'sms-segments-calculator'
import type { Reply } from '../../src/conversation/effect.ts'
import type { Event } from '../../src/conversation/event.ts'
import { newState, type State } from '../../src/conversation/state.ts'
import { step } from '../../src/conversation/step.ts'
import { countWords } from '../../src/conversation/words.ts'
import { guessLanguage } from '../../src/i18n/detect.ts'
import { languages } from '../../src/i18n/languages.ts'
import { scriptFor } from '../../src/i18n/script.ts'
import { renderReply } from '../../src/threads/render.ts'
import { channels, line } from '../conversation/line.ts'
import { readingGrade } from '../support/reading-grade.ts'

/** US dollars a segment sent from a US long code, without the carriers' fees. Source: twilio.com/sms/pricing/us. */
const price = 0.0083
const fullFirst: Record<string, string> = {
  en: "two ICE agents in masks broke my neighbor's door at 5th and Main this morning",
  es: 'Dos agentes de ICE enmascarados rompieron la puerta de mi vecino en la calle 26 esta mañana',
}

/** What a witness types for each prompt; everything else is answered with the first option. */
const typed: Record<string, string> = {
  'ask.timing': '2',
  'ask.account_more': '0',
  'ask.source_basis': '2',
  'ask.start': '15:00',
  'ask.place': 'Lake & 5th',
  'ask.acts': '2',
  'ask.context': '8',
  'ask.media': '4',
}

/** As long as a county's own address would make it. A line without https offers none. */
const link = 'https://tips.example.org/u/7f3k9acm2qdw'

interface Played {
  prompts: number
  /** With a link for originals, and without. */
  segments: { linked: number; bare: number }
  events: Event[]
}

/** Plays one tip to its end by text message, greeting first unless the story is the first message. */
function play(language: string, inputs: string[], account: string): Played {
  const script = scriptFor(line)
  let state: State = { ...newState(language), language_settled: true }
  const played: Played = { prompts: 0, segments: { linked: 0, bare: 0 }, events: [] }
  let next = inputs
  for (let at = Date.UTC(2026, 10, 24, 15); next.length > 0; at += 60_000) {
    const [text = '', ...later] = next
    const event = message(text, at, played.events.length)
    played.events.push(event)
    const { effects, state: after } = step(script, state, event)
    state = after
    const reply = effects.find((effect) => effect.type === 'reply')?.reply
    if (!reply) break
    played.segments.linked += segmentsOf(reply, language, link)
    played.segments.bare += segmentsOf(reply, language)
    if (reply.key === 'finished') return played
    played.prompts++
    const answer = reply.key === 'ask.account' ? account : (typed[reply.key] ?? '1')
    next = later.length > 0 ? later : [answer]
  }
  throw new Error(`a tip in ${language} does not end`)
}

function segmentsOf(reply: Reply, language: string, link?: string): number {
  const at = { language, line, traits: channels.sms, ...(link && { link }) }
  const outgoing = renderReply(reply, at)
  return outgoing.type === 'text' ? new SegmentedMessage(outgoing.text).segmentsCount : 0
}

function message(text: string, at: number, number: number): Event {
  const fresh = { id: `tip-${number}`, code: 'T-7F3K-92QM' }
  return { type: 'message-received', id: `m${number}`, at, text, files: [], fresh }
}

/** One message a row, where the language has such a file. */
function messagesIn(code: string): string[] {
  const path = new URL(`../detect/${code}.txt`, import.meta.url)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((row) => row.trim() !== '')
}

/** The longest way: of some accounts the one that leaves the most to be asked. */
function completeTip(code: string): Played {
  const accounts = messagesIn(code).filter((text) => countWords(text) >= 8)
  const some = [...accounts.slice(0, 10), 'A van came to the corner and two men got out of it']
  const all = some.map((account) => play(code, ['👋'], account))
  return all.reduce((most, one) => (one.prompts > most.prompts ? one : most))
}

function heardRightly(code: string): string {
  const messages = messagesIn(code)
  const share = (some: string[]) => {
    const right = some.filter((text) => guessLanguage(text, undefined) === code).length
    return some.length === 0 ? '-' : `${((100 * right) / some.length).toFixed(1)} %`
  }
  const long = messages.filter((text) => countWords(text) >= 5)
  const short = messages.filter((text) => countWords(text) >= 2 && countWords(text) < 5)
  return `${share(long).padStart(8)} ${share(short).padStart(8)}`
}

console.log(
  '            a complete tip, with a link    without   prompts after a   language heard of',
)
console.log(
  'language    segments   price   prompts  segments   full first text   5+ words  2-4 words',
)
for (const { code } of languages) {
  const { segments, prompts } = completeTip(code)
  const first = fullFirst[code]
  const columns = [
    code.padEnd(10),
    String(segments.linked).padStart(9),
    `  $${(segments.linked * price).toFixed(2)}`,
    String(prompts).padStart(9),
    String(segments.bare).padStart(9),
    (first === undefined ? '-' : String(play(code, [first], first).prompts)).padStart(17),
    heardRightly(code),
  ]
  console.log(columns.join(' '))
}

/** Every phrase under a part of a locale file. */
function phrasesOf(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  return part && typeof part === 'object' ? Object.values(part).flatMap(phrasesOf) : []
}

const notSpoken = ['meta', 'vocabulary', 'channels', 'console', 'simulator', 'upload']
const english = Object.entries(languages[0]?.file ?? {})
  .filter(([key]) => !notSpoken.includes(key))
  .flatMap(([, part]) => phrasesOf(part))
  .flatMap((text) => text.split(/(?<=[.?!:])\s+|\n/u))
  .filter((sentence) => /[a-z]/u.test(sentence))
console.log(`\nreading grade of the English: ${readingGrade(english).toFixed(1)}`)

const seconds = 3
const events = play('en', ['hello'], 'A van came to the corner and two men got out of it').events
const script = scriptFor(line)
let steps = 0
// Of the processor's time, so that whatever else runs on the machine does not count.
const begun = process.cpuUsage()
const used = () => process.cpuUsage(begun).user / 1e6
while (used() < seconds) {
  events.reduce((state, event) => step(script, state, event).state, newState('en'))
  steps += events.length
}
console.log(`steps of the core a second: ${Math.round(steps / used())}`)
