import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Delivery, Outgoing } from '../../src/channels/channel.ts'
import { createChannels } from '../../src/channels/index.ts'
import { settings } from './settings.ts'

const channels = createChannels(settings())
const id = '0192f6a0-0000-7000-8000-000000000001'

function delivery(outgoing: Outgoing): Delivery {
  return { address: '5511223344', from: '+15055550100', message_id: id, outgoing }
}

/** Just enough XML to read our own back, strict about what a parser would refuse. */
function messageIn(xml: string): { action: string; text: string } | undefined {
  const open = xml.replaceAll(/<(\w+)([^>]*)\/>/g, '<$1$2></$1>')
  const whole =
    /^<\?xml version="1.0" encoding="UTF-8"\?><Response>(?:<Message action="([^"<]*)">([^<]*)<\/Message>)?<\/Response>$/
  const found = whole.exec(open)
  if (!found) throw new Error(`not well-formed: ${xml}`)
  const [, action, text] = found
  const lines = (text ?? '').replaceAll(/\r\n?/g, '\n')
  return action === undefined ? undefined : { action: decode(action), text: decode(lines) }
}

function decode(text: string): string {
  if (/&(?!(amp|lt|gt|quot|#xD|#xA|#x9);)/.test(text)) throw new Error('a bare ampersand')
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#xD': '\r',
    '#xA': '\n',
    '#x9': '\t',
  }
  return text.replace(/&([^;]+);/g, (_, name: string) => entities[name] ?? '')
}

describe.each([channels.sms, channels.whatsapp, channels.rcs])('$name answers', (channel) => {
  test('a text, with the address that its delivery states go to', () => {
    const { body, content_type } = channel.answer(
      delivery({ type: 'text', text: 'Q1: <now> & "then"?\n1 Yes' }),
    )
    expect(content_type).toMatch(/^text\/xml/)
    expect(messageIn(body)).toEqual({
      action: `https://tips.example.org/webhooks/twilio/status?message=${id}#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000`,
      text: 'Q1: <now> & "then"?\n1 Yes',
    })
  })

  test('silence, and marks that it cannot draw', () => {
    expect(messageIn(channel.answer(null).body)).toBeUndefined()
    expect(
      messageIn(channel.answer(delivery({ type: 'buttons', ref: '1', buttons: [] })).body),
    ).toBeUndefined()
  })

  test('any string in well-formed XML, losing only what XML forbids', () => {
    const hostile = fc.constantFrom(
      '\0',
      '\u0007',
      '\u000b',
      '\ud83d',
      '\udc00',
      '\uffff',
      ']]>',
      '</Message>',
      '&#0;',
      '\r\n',
      '"',
      "'",
      '🚨',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(hostile, fc.string({ unit: 'binary' }))), (pieces) => {
        const text = pieces.join('')
        const { body } = channel.answer(delivery({ type: 'text', text }))
        expect(body.isWellFormed()).toBe(true)
        const allowed = text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
        expect(messageIn(body)?.text).toBe(allowed)
      }),
    )
  })
})

describe('telegram answers', () => {
  const read = (outgoing: Outgoing) => JSON.parse(channels.telegram.answer(delivery(outgoing)).body)

  test('a text that cannot be forwarded or saved', () => {
    expect(read({ type: 'text', text: 'Hola' })).toEqual({
      method: 'sendMessage',
      chat_id: 5511223344,
      text: 'Hola',
      protect_content: true,
      link_preview_options: { is_disabled: true },
    })
  })

  test('short buttons two a row, long ones alone', () => {
    const button = (label: string) => ({ label, data: `timing:${label[0]}` })
    const rows = (labels: string[]) =>
      read({
        type: 'text',
        text: '?',
        buttons: labels.map(button),
      }).reply_markup.inline_keyboard.map((row: { text: string }[]) => row.map(({ text }) => text))
    expect(rows(['Yes', 'No', 'Skip'])).toEqual([['Yes', 'No'], ['Skip']])
    expect(rows(['It happened to me', 'No'])).toEqual([['It happened to me'], ['No']])
  })

  test('marks, as new buttons under the message they belong to', () => {
    expect(
      read({ type: 'buttons', ref: '39', buttons: [{ label: '✓ Now', data: 'timing:now' }] }),
    ).toEqual({
      method: 'editMessageReplyMarkup',
      chat_id: 5511223344,
      message_id: 39,
      reply_markup: { inline_keyboard: [[{ text: '✓ Now', callback_data: 'timing:now' }]] },
    })
  })

  test('silence', () => {
    expect(channels.telegram.answer(null).body).toBe('')
  })

  test('any string in JSON without lone surrogates, which Telegram refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(read({ type: 'text', text: `${text}\ud83d` }).text).toBe(
          `${text}\ud83d`.toWellFormed(),
        )
      }),
    )
  })
})
