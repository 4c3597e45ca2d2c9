import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelName, FileSource } from '../../src/channels/channel.ts'
import { createChannels } from '../../src/channels/index.ts'
import { listen, type Listening } from '../support/listen.ts'
import { accountSid, noProviders, settings, telegramBot } from './settings.ts'

let provider: Listening
let asked: string[] = []
let answer: (url: URL) => Response

beforeAll(async () => {
  provider = await listen((request) => {
    const url = new URL(request.url)
    asked.push(url.pathname)
    return answer(url)
  })
})
afterAll(() => provider.close())

const fileKinds = { photo: 'photo', document: 'document' } as const

function channelOf(name: ChannelName) {
  asked = []
  const api = provider.url
  return createChannels(settings({ TWILIO_API_URL: api, TELEGRAM_API_URL: api }))[name]
}

function fetchFile(name: ChannelName, source: FileSource, kind: keyof typeof fileKinds = 'photo') {
  return channelOf(name).fetchFile({ kind, source, most: 1000 })
}

const base = () => `${provider.url}/2010-04-01/Accounts/${accountSid}/Messages`

test('Twilio is asked for media of our account and for nothing else a message may say', async () => {
  answer = () => new Response('x')
  const others = [
    'https://example.org/picture.png',
    'http://169.254.169.254/latest/meta-data',
    `${provider.url}/healthz`,
    `${provider.url}/2010-04-01/Accounts/AC0000/Messages/MM1/Media/ME1`,
    `${base()}/MM1/Media/../../../Keys.json`,
    `${base()}/MM1/Media/ME1?x=/../`,
    `${base()}/MM1`,
    'not an address',
    '',
  ]
  for (const url of others) {
    expect(await fetchFile('sms', { url }), url).toMatchObject({ code: 'not-ours' })
  }
  expect(asked).toEqual([])
  expect(await fetchFile('sms', { url: `${base()}/MM1/Media/ME1` })).toMatchObject({
    status: 'fetched',
  })
})

test.each([
  ['sms', 'photo', 'platform_recompressed'],
  ['sms', 'document', 'unknown'],
  ['whatsapp', 'photo', 'platform_recompressed'],
  ['rcs', 'photo', 'unknown'],
] as const)('%s hands over a %s as %s', async (name, kind, copy_grade) => {
  answer = () => new Response('x')
  const got = await fetchFile(name, { url: `${base()}/MM1/Media/ME1` }, kind)
  expect(got).toMatchObject({ status: 'fetched', copy_grade })
})

const file: FileSource = { file_id: 'F1', unique_id: 'U1' }

function telegramAnswers(path: unknown) {
  answer = ({ pathname }) =>
    pathname.endsWith('/getFile')
      ? Response.json({ ok: true, result: { file_id: 'F1', file_path: path } })
      : new Response('x')
}

test.each([
  [{}, 'photo', 'platform_recompressed'],
  [{ untouched: true }, 'photo', 'original_file'],
  [{ untouched: true }, 'document', 'original_file'],
] as const)('Telegram hands over %j %s as %s', async (how, kind, copy_grade) => {
  telegramAnswers('photos/file_1.jpg')
  const got = await fetchFile('telegram', { ...file, ...how }, kind)
  expect(got).toMatchObject({ status: 'fetched', copy_grade })
  expect(asked[1]).toBe(`/file/bot${telegramBot}/photos/file_1.jpg`)
})

test('a local Bot API server names a place on its disk, which is asked for at the same address', async () => {
  telegramAnswers(`/var/lib/telegram-bot-api/${telegramBot}/videos/file 2#.mp4`)
  expect(await fetchFile('telegram', file)).toMatchObject({ status: 'fetched' })
  expect(asked[1]).toBe(`/file/bot${telegramBot}/videos/file%202%23.mp4`)
})

test.each(['../../../etc/passwd', '', '/'])('a place like "%s" is not asked for', async (path) => {
  telegramAnswers(path)
  expect(await fetchFile('telegram', file)).toMatchObject({ code: 'not-ours' })
  expect(asked).toHaveLength(1)
})

test.each([
  [400, 'Bad Request: file is too big', 'too-large-for-telegram', 'none'],
  [400, 'Bad Request: wrong file_id or the file is temporarily unavailable', 'gone', 'short'],
  [401, 'Unauthorized', 'refused', 'long'],
  [429, 'Too Many Requests: retry after 3', 'unreachable', 'long'],
  [502, 'Bad Gateway', 'unreachable', 'long'],
])('Telegram’s %i "%s" is %s, worth a %s wait', async (error_code, description, code, patience) => {
  answer = () => Response.json({ ok: false, error_code, description }, { status: error_code })
  expect(await fetchFile('telegram', file)).toEqual({ status: 'failed', code, patience })
})

test.each(['sms', 'telegram'] as const)('%s without credentials says so', async (name) => {
  const channel = createChannels(noProviders())[name]
  const got = await channel.fetchFile({ kind: 'photo', source: { url: '' }, most: 1 })
  expect(got).toMatchObject({ code: 'not-configured' })
})

const removals = [
  [204, null, { status: 'removed' }],
  [404, { code: 20404 }, { status: 'removed' }],
  [409, { code: 20009 }, { status: 'failed', code: '20009', patience: 'long' }],
  [500, 'oh', { status: 'failed', code: 'http-500', patience: 'long' }],
] as const
test.each(removals)('Twilio answers %i %j to a removal', async (status, body, expected) => {
  answer = () => new Response(body && JSON.stringify(body), { status })
  const { removeCopy } = channelOf('sms')
  const copy = { type: 'message', provider_ref: `MM${'0'.repeat(32)}` } as const
  expect(await removeCopy?.(copy)).toEqual(expected)
  expect(asked).toEqual([`/2010-04-01/Accounts/${accountSid}/Messages/${copy.provider_ref}.json`])
})

test('of Twilio only our own messages and media are removed', async () => {
  const { removeCopy } = channelOf('sms')
  for (const provider_ref of ['', '../Keys/SK1', 'SM1/../../x']) {
    expect(await removeCopy?.({ type: 'message', provider_ref })).toMatchObject({
      code: 'not-ours',
    })
  }
  const source = { url: `${provider.url}/else` }
  expect(await removeCopy?.({ type: 'file', source })).toMatchObject({ code: 'not-ours' })
  expect(asked).toEqual([])
})
