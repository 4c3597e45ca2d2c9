import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUpdate } from '../../src/channels/telegram-inbound.ts'
import { readInboundForm } from '../../src/channels/twilio-inbound.ts'

test('a form without an id is kept under a hash of it, the same for a repeat', () => {
  const first = readInboundForm('From=%2B13125550143&Body=hello')
  expect(first).toMatchObject({
    from: '+13125550143',
    to: 'unknown',
    content: { type: 'unreadable' },
  })
  expect(first.provider_id).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(readInboundForm('From=%2B13125550143&Body=hello').provider_id).toBe(first.provider_id)
  expect(readInboundForm('From=%2B13125550143&Body=other').provider_id).not.toBe(first.provider_id)
})

test('any form comes out as an inbound that keeps it whole', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (body) => {
      expect(readInboundForm(body).raw).toBe(body)
    }),
  )
})

test('any words in a form come out as they went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const form = new URLSearchParams({ MessageSid: 'SM1', From: '+1', To: '+2', Body: text })
      expect(readInboundForm(form.toString()).content).toMatchObject({ type: 'message', text })
    }),
  )
})

test('any words on Telegram come out as they went in, lone surrogates too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, tail) => {
      const words = `${text}\ud83d${tail}`
      const message = { message_id: 1, chat: { id: 5, type: 'private' }, text: words }
      const update = readUpdate(JSON.stringify({ update_id: 1, message }))
      expect(update).toMatchObject({ inbound: { content: { text: words } } })
    }),
  )
})

test('any message in a private chat becomes somebody’s inbound', () => {
  const part = fc.constantFrom(
    'text',
    'photo',
    'document',
    'location',
    'venue',
    'from',
    'message_id',
  )
  fc.assert(
    fc.property(fc.dictionary(part, fc.jsonValue()), (parts) => {
      const message = { ...parts, chat: { id: 5, type: 'private' } }
      const update = readUpdate(JSON.stringify({ update_id: 1, message }))
      expect(update).toMatchObject({ type: 'inbound', inbound: { from: '5', provider_id: '1' } })
    }),
  )
})

test('a place that is none on earth is no place, and the message is kept', () => {
  const location = { latitude: 1e308, longitude: 7 }
  const message = { message_id: 1, chat: { id: 5, type: 'private' }, text: 'here', location }
  const update = readUpdate(JSON.stringify({ update_id: 1, message }))
  expect(update).toMatchObject({ inbound: { content: { text: 'here' } } })
  expect(JSON.stringify(update)).not.toContain('"place"')
})

test('what is not an update is told apart from an update to ignore', () => {
  for (const raw of ['', '{', '[]', 'null', '{}', '{"update_id":"1"}', '"x"']) {
    expect(readUpdate(raw)).toBeUndefined()
  }
  expect(readUpdate('{"update_id":1}')).toEqual({ type: 'ignored' })
})

test('a page nested without end is read as far as anybody nests', () => {
  let block: object = { type: 'paragraph', text: 'too deep' }
  for (let n = 0; n < 2_000; n++) block = { type: 'blockquote', blocks: [block] }
  let words: object | string = 'too deep'
  for (let n = 0; n < 2_000; n++) words = { type: 'bold', text: words }
  const blocks = [block, { type: 'paragraph', text: words }, { type: 'paragraph', text: 'here' }]
  const message = { message_id: 1, chat: { id: 5, type: 'private' }, rich_message: { blocks } }
  const update = readUpdate(JSON.stringify({ update_id: 1, message }))
  expect(update).toMatchObject({ inbound: { content: { type: 'message', text: 'here' } } })
})
