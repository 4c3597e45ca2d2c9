import { afterAll, beforeAll, expect, test } from 'vitest'
import { examine } from '../../src/commands/checks.ts'
import { listAddresses } from '../../src/channels/twilio-setup.ts'
import { connectTelegram, connectTwilio } from '../../src/commands/connect.ts'
import { rotateKeys } from '../../src/threads/rotation/rotate.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { openPlayground, type Playground } from '../simulator/playground.ts'
import { listen } from '../support/listen.ts'
import { telegramSecret, twilioNumber } from '../support/node.ts'

let ground: Playground
beforeAll(async () => {
  ground = await openPlayground()
})
afterAll(() => ground.close())

const states = async (deps = ground.node.deps) =>
  Object.fromEntries((await examine(deps)).map(({ check, state }) => [check, state]))

test('before they are connected the doctor says so, and what to do', async () => {
  const findings = await examine(ground.node.deps)
  const wrong = findings.filter(({ state }) => state === 'wrong')
  expect(wrong.map(({ check, mend }) => [check, mend])).toEqual([
    ['twilio', 'run tipthread connect twilio'],
    ['telegram', 'run tipthread connect telegram'],
  ])
})

test('once connected the providers call this server, and nothing is wrong', async () => {
  const printed = await connectTwilio.run(ground.node, {})
  expect(printed).toContain(twilioNumber)
  expect(ground.twilio.settings).toMatchObject({
    sms_url: 'https://tips.example.org/webhooks/twilio/message#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000',
    sms_fallback_url:
      'https://tips.example.org/webhooks/twilio/fallback#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000',
    voice_url: 'https://tips.example.org/webhooks/twilio/voice',
    sms_method: 'POST',
  })
  await connectTelegram.run(ground.node, {})
  const { bot } = ground.telegram
  expect(bot).toMatchObject({
    url: 'https://tips.example.org/webhooks/telegram',
    secret: telegramSecret,
  })
  expect(bot.commands.get('')?.map(({ command }) => command)).toContain('status')
  expect(bot.commands.get('es')?.[0]?.description).toBe('Su clave y cómo va su reporte')
  expect([...bot.descriptions.keys()]).toEqual([
    ...['', 'en', 'es', 'zh', 'ht', 'ar', 'vi', 'ru', 'ko', 'pt', 'fr', 'bn', 'ur', 'pl', 'so'],
  ])
  expect(bot.descriptions.get('en')).toContain('This is not 911')
  expect(await states()).toMatchObject({
    ...{ database: 'ok', keys: 'ok', storage: 'ok', address: 'ok', twilio: 'ok', telegram: 'ok' },
    ...{ scanner: 'off', 'line main': 'ok' },
  })
})

test('a number that belongs to an application calls that instead, until it is taken out', async () => {
  // What Twilio's console sets when a number is given to a TwiML app: its own addresses then count for nothing.
  ground.twilio.settings['sms_application_sid'] = `AP${'0'.repeat(32)}`
  ground.twilio.settings['voice_application_sid'] = `AP${'0'.repeat(32)}`
  expect(await examine(ground.node.deps)).toContainEqual({
    ...{ check: 'twilio', state: 'wrong', mend: 'run tipthread connect twilio' },
    says: expect.stringContaining('SmsApplicationSid, VoiceApplicationSid'),
  })
  await connectTwilio.run(ground.node, {})
  expect(ground.twilio.settings).toMatchObject({
    ...{ sms_application_sid: '', voice_application_sid: '' },
  })
  expect(await states()).toMatchObject({ twilio: 'ok' })
  delete ground.twilio.settings['sms_application_sid']
  expect(await states()).toMatchObject({ twilio: 'ok' })
})

test('a sender of another network, which is no number of the account, is left to its own settings', async () => {
  const { deps } = ground.node
  const twilio = { ...deps.config.twilio!, from: ['rcs:tipline_agent', twilioNumber] }
  const other = { ...deps, config: { ...deps.config, twilio } }
  ground.twilio.settings['sms_url'] = 'https://elsewhere.example.org'
  expect(await connectTwilio.run({ ...ground.node, deps: other }, {})).toContain(twilioNumber)
  expect(await states(other)).toMatchObject({ twilio: 'ok' })
})

test('a Messaging Service is reached at whatever it holds', async () => {
  const service = `MG${'0'.repeat(32)}`
  const held: Record<string, object> = {
    PhoneNumbers: { phone_numbers: [{ phone_number: '+15555550101' }] },
    ShortCodes: { short_codes: [{ short_code: '55501' }] },
    ChannelSenders: { senders: [{ sender: 'whatsapp:+15555550102' }] },
  }
  const server = await listen((request) => {
    const [list = ''] = new URL(request.url).pathname.split('/').slice(-1)
    return Response.json({ meta: { next_page_url: null }, ...held[list] })
  })
  const from = ['whatsapp:+15555550103', service]
  const twilio = { ...ground.node.deps.config.twilio!, api_url: server.url, from }
  expect(await listAddresses(twilio)).toEqual([
    ...['+15555550103', '+15555550101', '55501', '+15555550102'],
  ])
  await server.close()
})

test('a wrong token, a lost key and a changed number are named', async () => {
  const { deps } = ground.node
  const { twilio } = deps.config
  const config = { ...deps.config, twilio: { ...twilio!, auth_tokens: ['another'] } }
  expect(await examine({ ...deps, config })).toContainEqual({
    ...{ check: 'twilio', state: 'wrong', says: expect.stringContaining('credentials are wrong') },
    mend: expect.stringContaining('TWILIO_AUTH_TOKEN'),
  })
  ground.twilio.settings['sms_url'] = 'https://elsewhere.example.org'
  expect(await states()).toMatchObject({ twilio: 'wrong' })
  ground.twilio.send('+13125559001', { text: 'Hello' })
  await ground.twilio.settled()
  expect(await states({ ...deps, keys: parseKeyRing(newRingKey('b')) })).toMatchObject({
    keys: 'wrong',
  })
  expect((await rotateKeys(deps)).left).toBe(0)
})
