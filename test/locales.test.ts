import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, it, test } from 'vitest'
import { offered } from '../src/conversation/ask.ts'
import type { Choice } from '../src/conversation/effect.ts'
import { readTokens } from '../src/conversation/extract/tokens.ts'
import { questions } from '../src/conversation/questions.ts'
import { findDangers } from '../src/conversation/safety.ts'
import { normalise } from '../src/conversation/words.ts'
import { languages } from '../src/i18n/languages.ts'
import { say } from '../src/i18n/say.ts'
import { scriptFor } from '../src/i18n/script.ts'
import { renderReply } from '../src/threads/render.ts'
import { channels, line } from './conversation/line.ts'
import { readingGrade } from './support/reading-grade.ts'
import { neverAsked } from './never-asked.ts'

/** What the conversation says; the pages' words have no segments and no reading grade. */
const spoken = [
  'notice',
  'ask',
  'option',
  'choice',
  'read_back',
  'safety',
  'safety_over',
  'care',
  'kept',
  'media_more',
  'media_link',
  'upload_link',
  'too_big',
  'account_kept',
  'not_offered',
  'unreadable',
  'received',
  'handed_in',
  'finished',
  'reminder',
  'partial',
  'new',
  'help',
  'status',
  'language',
  'delete',
  'follow_up',
  'template',
]

/** Single words that carriers act on before us. Source: Twilio's default and advanced opt-out keywords. */
const carrierWords =
  'stop stopall unsubscribe cancel end quit revoke optout start yes unstop help info arret'.split(
    ' ',
  )

interface Tree {
  [key: string]: Tree | string | string[]
}

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[prefix + key, value]]
    if (Array.isArray(value)) return [[prefix + key, '(words)']]
    return flatten(value, `${prefix}${key}.`)
  })
}

/** Words for staff and the demo stay in English and Spanish; English stands in for the other languages. */
const pageWords = /^(?:console|simulator|channels)\./u
const pageLanguages = ['en', 'es']

const files = languages.map(({ code, file }) => {
  const { meta, vocabulary, ...rest } = file
  const { options, languages: _, ...words } = vocabulary
  return { code, rows: flatten({ ...rest, meta, words }) }
})
const english = files[0]!
const script = scriptFor(line)

describe.each(files)('the words of $code', ({ code, rows }) => {
  it('are the same keys as in English', () => {
    const all = english.rows.map(([key]) => key)
    const due = pageLanguages.includes(code) ? all : all.filter((key) => !pageWords.test(key))
    expect(rows.map(([key]) => key).sort()).toEqual(due.sort())
  })

  it('hold the same values as in English', () => {
    const values = (row: string) => (row.match(/\{\{\w+\}\}/gu) ?? []).sort()
    for (const [key, text] of english.rows) {
      expect([key, values(say(code, key, keepValues))]).toEqual([key, values(text)])
    }
  })

  it('say whether a reader of the language has checked them', () => {
    expect(['machine', 'native']).toContain(Object.fromEntries(rows)['meta.review.state'])
  })

  it('name every option of every question', () => {
    for (const { id, kind, options } of questions) {
      if (kind !== 'notice') expect(rows.map(([key]) => key)).toContain(`ask.${id}`)
      for (const option of options ?? []) {
        expect(rows.map(([key]) => key)).toContain(`option.${id}.${option.code}`)
      }
    }
  })

  it('give no carrier keyword a meaning of ours, and no command two', () => {
    const { commands } = languages.find((one) => one.code === code)!.file.vocabulary
    const all = Object.values(commands).flat().map(normalise)
    expect(all.filter((word) => carrierWords.includes(word))).toEqual([])
    expect(new Set(all).size).toBe(all.length)
  })

  it('never ask what must not be asked', () => {
    const forbidden = neverAsked(code)
    expect(forbidden).toBeDefined()
    const asked = rows.filter(([key]) => spoken.includes(key.split('.')[0] ?? ''))
    const open = asked.filter(([key]) => key !== 'notice' && !key.startsWith('option.agency.'))
    expect(open.filter(([, text]) => forbidden?.test(text))).toEqual([])
  })

  it('put no fact into a question that the person has not said', () => {
    const asked = rows.filter(([key]) => /^(ask|option|template)\./u.test(key))
    expect(asked.filter(([, text]) => text.includes('{{'))).toEqual([])
  })

  it('see nothing grave in what people say every day', () => {
    const { vocabulary } = languages.find((one) => one.code === code)!.file
    const said = [
      ...Object.values(vocabulary.commands).flat(),
      ...[vocabulary.done, vocabulary.safe, vocabulary.unknown, vocabulary.yes].flat(),
      ...vocabulary.common,
    ]
    const grave = (text: string) => findDangers(script, readTokens(text))
    expect(said.filter((text) => grave(text).length > 0)).toEqual([])
    for (const [kind, phrases] of Object.entries(vocabulary.danger)) {
      expect([kind, phrases.length > 0]).toEqual([kind, true])
    }
  })

  it('fit the segments that a prompt may cost', () => {
    const limits = code === 'en' ? { one: 2, first: 4 } : { one: 5, first: 8 }
    for (const { key, text } of prompts(code)) {
      const segments = new SegmentedMessage(text).segmentsCount
      const limit = key === 'first' ? limits.first : limits.one
      expect(`${key}: ${segments <= limit ? 'fits' : segments}`).toBe(`${key}: fits`)
    }
  })
})

test.each(['en', 'es'])(
  'in %s, a person who blocked us may have done so on any channel',
  (language) => {
    expect(say(language, 'console.reach.blocked')).not.toMatch(/\bbot\b/)
  },
)

describe('English', () => {
  const sentences = english.rows
    .filter(([key]) => spoken.includes(key.split('.')[0] ?? ''))
    .flatMap(([, text]) => text.split(/(?<=[.?!:])\s+|\n/u))
    .filter((sentence) => /[a-z]/u.test(sentence))

  it('stays in the cheap alphabet', () => {
    for (const { key, text } of prompts('en')) {
      expect(`${key} ${new SegmentedMessage(text).encodingName}`).toBe(`${key} GSM-7`)
    }
  })

  it('keeps to 15 words a sentence', () => {
    expect(sentences.filter((sentence) => sentence.split(/\s+/u).length > 15)).toEqual([])
  })

  it('reads at grade 5 or easier', () => {
    expect(readingGrade(sentences)).toBeLessThanOrEqual(5)
  })
})

/** Keeps `{{value}}` in a phrase, to see which values it has. */
const keepValues = { skipInterpolation: 1 }

/** Every prompt as it goes out by text message, and the first reply with the notice. */
function prompts(code: string): { key: string; text: string }[] {
  const asked = questions.filter(({ kind }) => kind !== 'notice')
  const first = asked[0]!
  return [
    { key: 'first', text: draw(code, ['notice', `ask.${first.id}`], offered(first, undefined)) },
    ...asked.map((question) => ({
      key: question.id,
      text: draw(code, [`ask.${question.id}`], offered(question, undefined)),
    })),
    ...english.rows
      .filter(
        ([key]) => spoken.includes(key.split('.')[0] ?? '') && !/^(notice|ask|option)/u.test(key),
      )
      .map(([key]) => ({ key, text: draw(code, [key], []) })),
  ]
}

function draw(language: string, keys: string[], choices: Choice[]): string {
  const parts = keys.map((key) => ({ key, values: { code: 'T-7F3K-92QM' } }))
  const outgoing = renderReply(
    { key: '', parts, choices },
    { language, line, traits: channels.sms, link: 'https://tips.example.org/u/7f3k9acm2qdw' },
  )
  if (outgoing.type !== 'text') throw new Error('a prompt is a text')
  return outgoing.text
}
