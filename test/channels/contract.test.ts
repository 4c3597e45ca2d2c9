import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createChannels } from '../../src/channels/index.ts'
import { settings } from './settings.ts'

/** What every channel owes to the rest, whichever network is behind it. */
describe.each(Object.entries(createChannels(settings())))('%s', (name, channel) => {
  const to = { address: '5511223344', from: 'bot', message_id: crypto.randomUUID() }

  test('knows its name and says how long a message may be', () => {
    expect(channel.name).toBe(name)
    expect(channel.traits.limit).toBeGreaterThanOrEqual(160)
  })

  test('tells a silence from a reply', () => {
    const silence = channel.answer(null)
    const reply = channel.answer({ ...to, outgoing: { type: 'text', text: 'Words & words' } })
    expect(silence.content_type).toMatch(/^\w+\/\w+/)
    expect(silence.body).not.toContain('Words')
    expect(reply.body).toMatch(/Words (&|&amp;) words/)
  })

  test('carries home whatever the core says, and answers the same again', () => {
    const label = fc.string({ unit: 'binary', minLength: 1 })
    const button = fc.record({ label, data: fc.constant('timing:now') })
    const text = fc.string({ unit: 'binary' })
    const outgoing = fc.oneof(
      fc.record({ type: fc.constant('text' as const), text, buttons: fc.array(button) }),
      fc.record({
        type: fc.constant('buttons' as const),
        ref: fc.constant('39'),
        buttons: fc.array(button),
      }),
    )
    fc.assert(
      fc.property(outgoing, (one) => {
        const first = channel.answer({ ...to, outgoing: one })
        expect(first.body.isWellFormed()).toBe(true)
        expect(channel.answer({ ...to, outgoing: one })).toEqual(first)
      }),
    )
  })
})
