import type { Button, Outgoing, Traits } from '../channels/channel.ts'
import type { Choice, Phrase, Reply } from '../conversation/effect.ts'
import { say } from '../i18n/say.ts'

/** What a reply may name of its line: made ready in each language, or its bare names. */
interface SpeakingLine {
  name: string
  agency: string
  spoken?: ReadonlyMap<string, { line: string; agency: string; referrals: string; notice?: string }>
}

/** For whom a reply is drawn: the language, the line that speaks, and what the channel can show. */
export interface At {
  language: string
  line: SpeakingLine
  traits: Traits
  /** The link for originals that is offered along with it. */
  link?: string | undefined
}

/** Turns a reply into the message that leaves. It never exceeds the channel's limit. */
export function renderReply(reply: Reply, at: At): Outgoing {
  const text = fit(reply, at)
  if (!at.traits.buttons || !reply.choices) return { type: 'text', text }
  return { type: 'text', text, buttons: reply.choices.map((choice) => button(choice, at)) }
}

/** The buttons of a message already sent, with the chosen ones marked. */
export function renderMarks(marks: { ref: string; choices: Choice[] }, at: At): Outgoing {
  return { type: 'buttons', ref: marks.ref, buttons: marks.choices.map((one) => button(one, at)) }
}

/** Shortens the person's own words, and only those, until everything fits. */
function fit(reply: Reply, at: At): string {
  const { limit } = at.traits
  const full = compose(reply, at, (words) => words)
  if (full.length <= limit) return full
  const room = limit - compose(reply, at, () => '').length
  return cut(
    compose(reply, at, (words) => cut(words, room, at.traits)),
    limit,
    at.traits,
  )
}

function compose(reply: Reply, at: At, shorten: (words: string) => string): string {
  const said = reply.parts.flatMap((part) => {
    const text = sayPhrase(part, at, shorten)
    return text ? [{ gap: part.under ? '\n' : '\n\n', text }] : []
  })
  const paragraphs = said.map(({ gap, text }, index) => (index === 0 ? text : gap + text))
  const listed = at.traits.buttons ? [] : choiceLines(reply.choices ?? [], at)
  return [paragraphs.join(''), ...listed].join('\n')
}

/** A phrase in words; empty when it is about a link and there is none. */
export function sayPhrase(
  part: Phrase,
  at: At,
  shorten: (words: string) => string = (words) => words,
): string {
  const { values, language = at.language } = part
  const key = at.link === undefined ? part.key : (part.linked ?? part.key)
  if (at.link === undefined && part.linked === key) return ''
  const words = values?.['words']
  const { name, agency, spoken } = at.line
  const own = spoken?.get(language)
  if (key === 'notice' && own?.notice) return own.notice
  const said = say(language, key, {
    ...(own ?? { line: name, agency, referrals: '' }),
    ...values,
    ...(at.link && { link: at.link }),
    ...(words !== undefined && { words: shorten(printable(String(words))) }),
  })
  return said.trimEnd()
}

function choiceLines(choices: Choice[], { language }: At): string[] {
  return choices
    .filter(({ number }) => number !== undefined)
    .map(({ number, label }) => `${number} ${say(language, label)}`)
}

function button({ label, question, choice, number, chosen }: Choice, { language }: At): Button {
  const numbered = number === undefined ? '' : `${number} `
  return {
    label: `${chosen ? '✓ ' : ''}${numbered}${say(language, label)}`,
    data: `${question}:${choice}`,
  }
}

/** Signs that no message may carry: they make XML invalid or do strange things on a screen. */
const unprintable = /[^\P{Cc}\n]/gu

function printable(text: string): string {
  return text.toWellFormed().replace(/\r\n?/gu, '\n').replace(unprintable, ' ')
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cuts on a border between graphemes. Three dots keep a text message in the cheap GSM alphabet. */
function cut(text: string, limit: number, { segments }: Traits): string {
  if (text.length <= limit) return text
  const dots = segments ? '...' : '…'
  const end = graphemes.segment(text).containing(Math.max(limit - dots.length, 0))?.index ?? 0
  return `${text.slice(0, end)}${dots}`.slice(0, Math.max(limit, 0))
}
