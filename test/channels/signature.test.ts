import fc from 'fast-check'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { expect, test } from 'vitest'
import { isSecret } from '../../src/channels/telegram.ts'
import { isSigned } from '../../src/channels/twilio.ts'
import { secret, settings, token } from './settings.ts'

function twilioConfig(tokens: string) {
  const { twilio } = settings({ TWILIO_AUTH_TOKEN: tokens })
  if (!twilio) throw new Error('not configured')
  return twilio
}

const telegramConfig = () => {
  const { telegram } = settings()
  if (!telegram) throw new Error('not configured')
  return telegram
}

test.each([
  {
    // https://www.twilio.com/docs/usage/security#validating-requests
    url: 'https://example.com/myapp.php?foo=1&bar=2',
    body: 'CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&From=%2B14158675310&To=%2B18005551212',
    signature: 'L/OH5YylLD5NRKLltdqwSvS0BnU=',
  },
  {
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    body: 'CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212',
    signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
  },
])('accepts the published example for $url', (request) => {
  expect(isSigned(twilioConfig('12345'), request)).toBe(true)
  expect(isSigned(twilioConfig('54321'), request)).toBe(false)
  expect(isSigned(twilioConfig('12345'), { ...request, body: `${request.body}&x=1` })).toBe(false)
})

const url = 'https://tips.example.org:8443/webhooks/twilio/message?a=1%20b&c=+x&d=%27'

test('accepts values with spaces, emoji, + and &, empty ones and repeated keys', () => {
  const form = { Body: '  a+b & c 🚨\r\n ', Empty: '', '': 'no name', Twice: ['b', 'a', 'b'] }
  const body = new URLSearchParams([
    ['Twice', 'b'],
    ['Body', form.Body],
    ['Empty', ''],
    ['', 'no name'],
    ['Twice', 'a'],
    ['Twice', 'b'],
  ]).toString()
  const signature = getExpectedTwilioSignature(token, url, form)
  expect(isSigned(twilioConfig(token), { url, body, signature })).toBe(true)
})

test('the query is signed byte for byte, the port may be left out', () => {
  const signature = getExpectedTwilioSignature(token, url, {})
  const check = (changed: string) =>
    isSigned(twilioConfig(token), { url: changed, body: '', signature })
  expect(check(url)).toBe(true)
  expect(check(url.replace('%20', '+'))).toBe(false)
  expect(check(url.replace(':8443', ':9443'))).toBe(false)
  const withoutPort = getExpectedTwilioSignature(token, url.replace(':8443', ''), {})
  expect(isSigned(twilioConfig(token), { url, body: '', signature: withoutPort })).toBe(true)
})

test('all tokens count while one is being rotated', () => {
  const both = twilioConfig('new-token,old-token')
  for (const [key, valid] of [
    ['new-token', true],
    ['old-token', true],
    ['other', false],
  ] as const) {
    const signature = getExpectedTwilioSignature(key, url, { Body: 'x' })
    expect(isSigned(both, { url, body: 'Body=x', signature })).toBe(valid)
  }
})

test('never throws, whatever comes', () => {
  const config = twilioConfig(token)
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constant(undefined)),
      fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })),
      fc.string({ unit: 'binary' }),
      (signature, address, body) => isSigned(config, { url: address, body, signature }) === false,
    ),
  )
  expect(
    isSigned(config, { url: 'https://x/?__proto__=1', body: '__proto__=2', signature: 'x' }),
  ).toBe(false)
})

test.each([
  ['one parameter again and again', () => 'a&'.repeat(500_000)],
  [
    'ever other parameters',
    () => Array.from({ length: 150_000 }, (_, n) => n.toString(36)).join('&'),
  ],
])('a forged megabyte of %s costs next to nothing', (_, make) => {
  const body = make()
  const begun = performance.now()
  expect(isSigned(twilioConfig(token), { url, body, signature: 'forged' })).toBe(false)
  expect(performance.now() - begun).toBeLessThan(1_000)
})

test('the Telegram secret must be there and equal', () => {
  const config = telegramConfig()
  expect(isSecret(config, secret)).toBe(true)
  for (const wrong of [undefined, '', `${secret}x`, secret.slice(1), secret.toUpperCase()]) {
    expect(isSecret(config, wrong)).toBe(false)
  }
  expect(isSecret({ ...config, secret: '' }, '')).toBe(false)
})
