import { describe, expect, it } from 'vitest'
import type { Reply } from '../../src/conversation/effect.ts'
import { renderMarks, renderReply } from '../../src/threads/render.ts'
import { channels, line } from '../conversation/line.ts'

const choices = [
  { label: 'option.read_back.correct', question: 'read_back', choice: 'correct', number: 1 },
  { label: 'choice.done', question: 'read_back', choice: 'done' },
]

function readBack(words: string): Reply {
  return {
    key: 'ask.read_back',
    parts: [{ key: 'read_back.words', values: { words } }, { key: 'ask.read_back' }],
    choices,
  }
}

const sms = { language: 'en', line, traits: channels.sms }
const telegram = { language: 'es', line, traits: channels.telegram }

describe('a reply', () => {
  it('lists choices by number where there are no buttons', () => {
    expect(renderReply(readBack('He fell'), sms)).toEqual({
      type: 'text',
      text: 'You wrote:\nHe fell\n\nIs this right?\n1 It is right',
    })
  })

  it('draws buttons where there are some', () => {
    expect(renderReply(readBack('Se cayó'), telegram)).toEqual({
      type: 'text',
      text: 'Usted ha escrito:\nSe cayó\n\n¿Es correcto?',
      buttons: [
        { label: '1 Es correcto', data: 'read_back:correct' },
        { label: 'Eso es todo', data: 'read_back:done' },
      ],
    })
  })

  it('puts in names and words exactly as they are written', () => {
    const strange = `O'Hara & <b> {{code}} $t(new) $& $1`
    const reply = { key: 'notice', parts: [{ key: 'notice' }] }
    const named = { ...sms, line: { name: 'Tips', agency: strange } }
    expect(renderReply(reply, named)).toMatchObject({
      text: expect.stringContaining(`You reached Tips, run by ${strange}.`),
    })
    expect(renderReply(readBack(strange), sms)).toMatchObject({
      text: expect.stringContaining(`You wrote:\n${strange}\n`),
    })
  })
})

describe('a long read-back', () => {
  it.each([
    ['sms', sms, '...'],
    ['telegram', telegram, '…'],
  ] as const)('is cut on %s, the question never', (_, at, dots) => {
    const outgoing = renderReply(readBack('👩‍👩‍👧‍👦'.repeat(900)), at)
    if (outgoing.type !== 'text') throw new Error('expected a text')
    const { text } = outgoing
    expect(text.length).toBeLessThanOrEqual(at.traits.limit)
    expect(text.length).toBeGreaterThan(at.traits.limit - 30)
    expect(text).toContain(`👩‍👩‍👧‍👦${dots}\n\n`)
    expect(text).toContain(at === sms ? 'Is this right?\n1 It is right' : '¿Es correcto?')
  })

  it('carries no sign that would break a message', () => {
    const outgoing = renderReply(readBack('a\u0000b\ud800c\r\nd'), sms)
    expect(outgoing).toMatchObject({ text: expect.stringContaining('a b\ufffdc\nd\n\n') })
  })
})

it('marks what was picked', () => {
  const [first] = choices
  const marked = [{ ...first!, chosen: true }]
  expect(renderMarks({ ref: '77', choices: marked }, sms)).toEqual({
    type: 'buttons',
    ref: '77',
    buttons: [{ label: '✓ 1 It is right', data: 'read_back:correct' }],
  })
})
