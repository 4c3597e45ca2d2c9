import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createChannels } from '../../src/channels/index.ts'
import { readUpdate } from '../../src/channels/telegram-inbound.ts'
import { readInboundForm } from '../../src/channels/twilio-inbound.ts'
import { noProviders } from './settings.ts'

/** Requests as the providers send them, beside what we must understand. `raw` is always the request. */
const fixtures = new URL('fixtures/', import.meta.url)

function read(path: string): string {
  return readFileSync(new URL(path, fixtures), 'utf8')
}

function names(channel: string, ending: string): string[] {
  return readdirSync(new URL(`${channel}/`, fixtures))
    .filter((file) => file.endsWith(ending) && !file.endsWith('.expected.json'))
    .map((file) => file.slice(0, -ending.length))
}

test('every channel has fixtures', () => {
  expect(readdirSync(fixtures).toSorted()).toEqual(
    Object.keys(createChannels(noProviders())).toSorted(),
  )
})

for (const channel of ['sms', 'whatsapp', 'rcs']) {
  describe(channel, () => {
    test.each(names(channel, '.form'))('%s', (name) => {
      const raw = read(`${channel}/${name}.form`)
      const expected = JSON.parse(read(`${channel}/${name}.expected.json`))
      expect(readInboundForm(raw)).toEqual({ ...expected, raw })
    })
  })
}

describe('telegram', () => {
  test.each(names('telegram', '.json'))('%s', (name) => {
    const raw = read(`telegram/${name}.json`)
    const expected = JSON.parse(read(`telegram/${name}.expected.json`))
    const inbound = expected.inbound && { ...expected.inbound, raw }
    expect(readUpdate(raw)).toEqual(inbound ? { ...expected, inbound } : expected)
  })
})
