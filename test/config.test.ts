import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { newRingKey } from '../src/seal/keys.ts'

const twilio = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_FROM: '+12025550100' }
const real = {
  ...{ ...twilio, TWILIO_AUTH_TOKEN: 'token', TIPTHREAD_KEYS: newRingKey('a') },
  PUBLIC_URL: 'https://tips.example.org',
}

test('is a demo only while nothing of a provider is set', () => {
  expect(readConfig({}).demo).toBe(true)
  expect(readConfig(real).demo).toBe(false)
  for (const [name, value] of [
    ['TWILIO_AUTH_TOKEN', 'token'],
    ['TWILIO_FROM', '+12025550100'],
  ] as const) {
    const half = { TWILIO_ACCOUNT_SID: '', [name]: value }
    expect(() => readConfig(half)).toThrow(/^TWILIO_ACCOUNT_SID must be set: /)
  }
  const half = { TELEGRAM_WEBHOOK_SECRET: 'secret-secret-secret' }
  expect(() => readConfig(half)).toThrow(/^TELEGRAM_BOT_TOKEN must be set: /)
  expect(() => readConfig({ ...real, ...half })).toThrow(/^TELEGRAM_BOT_TOKEN must be set: /)
})

test('two keys of the ring have two ids', () => {
  const [a, again, b] = [newRingKey('a'), newRingKey('a'), newRingKey('b')]
  expect(readConfig({ TIPTHREAD_KEYS: `${b},${a}` }).keys).toBe(`${b},${a}`)
  expect(() => readConfig({ TIPTHREAD_KEYS: `${again},${a}` })).toThrow(/^TIPTHREAD_KEYS must be /)
})

test.each(['postgres://u:a#b@host/db', 'postgres://u:a/b@host/db', 'postgres://host:port/db'])(
  'an address that the driver cannot read is named: %s',
  (address) => {
    expect(() => readConfig({ DATABASE_URL: address })).toThrow(/^DATABASE_URL must be /)
  },
)

test.each([
  'postgres://u:p@host:5432/db?sslmode=require',
  'postgresql:///db?host=/var/run/postgresql',
  'postgres://u:p@/db?host=/cloudsql/x:y:z',
  'postgres://u:p%23w w@[::1]/db',
])('one that it can is taken: %s', (address) => {
  expect(readConfig({ DATABASE_URL: address }).database_url).toBe(address)
})

test('says what a value must be in words that fit', () => {
  expect(() => readConfig({ LOG_LEVEL: 'loud' })).toThrow(/^LOG_LEVEL must be one of /)
  const query = { PUBLIC_URL: 'https://tips.example.org/?line=1' }
  expect(() => readConfig(query)).toThrow(/^PUBLIC_URL must be /)
})
