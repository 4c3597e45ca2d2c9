import { afterEach, describe, expect, test } from 'vitest'
import type { ChannelName, Delivery } from '../../src/channels/channel.ts'
import { createChannels } from '../../src/channels/index.ts'
import { listen, listenRaw, type Listening } from '../support/listen.ts'
import { accountSid, noProviders, settings, token } from './settings.ts'

const id = '0192f6a0-0000-7000-8000-000000000001'
const delivery: Delivery = {
  address: '13125550143',
  from: '+15055550101',
  message_id: id,
  outgoing: { type: 'text', text: 'We read it. & thank you + 🌵\ud83d' },
}

let provider: Listening | undefined
afterEach(() => provider?.close())

/** What a channel sees of its provider: the same faults, each in the provider's own form. */
interface Provider {
  name: ChannelName
  sent: { body: unknown; id: string }
  refusal(status: number, code: number, retryAfter?: number): Response
  blocked: { status: number; code: number; reach: string }
}

const twilio = (name: ChannelName): Provider => ({
  name,
  sent: { body: { sid: 'SM1' }, id: 'SM1' },
  refusal: (status, code, retryAfter) =>
    Response.json(
      { code, message: 'no', status },
      { status, headers: retryAfter ? { 'retry-after': `${retryAfter}` } : {} },
    ),
  blocked: { status: 400, code: 21610, reach: 'opted_out' },
})

const telegram: Provider = {
  name: 'telegram',
  sent: { body: { ok: true, result: { message_id: 77 } }, id: '77' },
  refusal: (status, _code, retryAfter) =>
    Response.json(
      {
        ok: false,
        error_code: status,
        description: 'no',
        ...(retryAfter && { parameters: { retry_after: retryAfter } }),
      },
      { status },
    ),
  blocked: { status: 403, code: 403, reach: 'blocked' },
}

function send(name: ChannelName, api: string, outgoing = delivery.outgoing) {
  const config = settings({ TWILIO_API_URL: api, TELEGRAM_API_URL: api })
  return createChannels(config)[name].send({ ...delivery, outgoing })
}

async function sendTo(name: ChannelName, answer: () => Response) {
  provider = await listen(answer)
  return send(name, provider.url)
}

describe.each([twilio('sms'), twilio('whatsapp'), twilio('rcs'), telegram])('$name', (it) => {
  test('knows the provider’s id of what it sent', async () => {
    expect(await sendTo(it.name, () => Response.json(it.sent.body))).toEqual({
      status: 'sent',
      provider_id: it.sent.id,
    })
  })

  test('says so when it is not configured', async () => {
    const sent = await createChannels(noProviders())[it.name].send(delivery)
    expect(sent).toEqual({ status: 'failed', code: 'not-configured', retryable: false })
  })

  test('may repeat what never left', async () => {
    const closed = await listen(() => new Response())
    await closed.close()
    expect(await send(it.name, closed.url)).toMatchObject({ status: 'failed', retryable: true })
  })

  test('does not know of a connection that broke after the request', async () => {
    provider = await listenRaw((request) => {
      request.resume().on('end', () => request.socket.destroy())
    })
    expect(await send(it.name, provider.url)).toEqual({ status: 'unknown' })
  })

  test('does not know of a server that failed, or answered what nobody understands', async () => {
    expect(await sendTo(it.name, () => it.refusal(500, 20500))).toEqual({ status: 'unknown' })
    await provider?.close()
    expect(await sendTo(it.name, () => new Response('<html>', { status: 502 }))).toEqual({
      status: 'unknown',
    })
    await provider?.close()
    expect(await sendTo(it.name, () => new Response('ok?'))).toEqual({ status: 'unknown' })
  })

  test('waits as long as it is told when there are too many', async () => {
    const sent = await sendTo(it.name, () => it.refusal(429, 20429, 17))
    expect(sent).toMatchObject({ status: 'failed', retryable: true, retry_after: 17 })
  })

  test('learns that the person does not want it', async () => {
    const { status, code, reach } = it.blocked
    const sent = await sendTo(it.name, () => it.refusal(status, code))
    expect(sent).toMatchObject({ status: 'failed', retryable: false, reach })
  })

  test('may repeat what was refused for our credentials, which somebody is about to mend', async () => {
    const sent = await sendTo(it.name, () => it.refusal(401, 20003))
    expect(sent).toMatchObject({ status: 'failed', retryable: true })
    expect(sent).not.toHaveProperty('reach')
  })

  test('does not repeat what was refused for its content', async () => {
    const sent = await sendTo(it.name, () => it.refusal(400, 21617))
    expect(sent).toMatchObject({ status: 'failed', retryable: false })
    expect(sent).not.toHaveProperty('reach')
  })
})

test.each([[21614], [21635], [30006]])(
  'sms: %i means nobody can be reached there',
  async (code) => {
    const sent = await sendTo('sms', () => twilio('sms').refusal(400, code))
    expect(sent).toMatchObject({ status: 'failed', code: String(code), reach: 'unreachable' })
  },
)

test('sms: marks cannot be sent', async () => {
  const sent = await send('sms', 'http://127.0.0.1:9', { type: 'buttons', ref: '1', buttons: [] })
  expect(sent).toMatchObject({ status: 'failed', code: 'not-supported', retryable: false })
})

describe('what Twilio is asked', () => {
  async function asked(name: ChannelName, from: string, wroteTo: string) {
    const seen: { url: string; authorization: string | null; form: URLSearchParams }[] = []
    provider = await listen(async (request) => {
      seen.push({
        url: new URL(request.url).pathname,
        authorization: request.headers.get('authorization'),
        form: new URLSearchParams(await request.text()),
      })
      return Response.json({ sid: 'SM1' }, { status: 201 })
    })
    const config = settings({ TWILIO_API_URL: provider.url, TWILIO_FROM: from })
    await createChannels(config)[name].send({ ...delivery, address: '+13125550143', from: wroteTo })
    return seen[0]
  }

  test('the request', async () => {
    const request = await asked('sms', '+15055550100,+15055550101', '+15055550101')
    expect(request?.url).toBe(`/2010-04-01/Accounts/${accountSid}/Messages.json`)
    expect(request?.authorization).toBe(`Basic ${btoa(`${accountSid}:${token}`)}`)
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      To: '+13125550143',
      From: '+15055550101',
      Body: 'We read it. & thank you + 🌵\ufffd',
      StatusCallback: `https://tips.example.org/webhooks/twilio/status?message=${id}#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000`,
    })
  })

  test.each<[ChannelName, string, string, Record<string, string>]>([
    ['sms', '+15055550100', '+15055559999', { From: '+15055550100' }],
    ['sms', `MG${'0'.repeat(32)}`, '+15055550100', { MessagingServiceSid: `MG${'0'.repeat(32)}` }],
    [
      'whatsapp',
      '+15055550100',
      '+15055550100',
      { From: 'whatsapp:+15055550100', To: 'whatsapp:+13125550143' },
    ],
    ['whatsapp', 'whatsapp:+15055550100', '+15055550100', { From: 'whatsapp:+15055550100' }],
    ['rcs', 'rcs:agent', 'agent', { From: 'rcs:agent', To: 'rcs:+13125550143' }],
  ])('the sender on %s from %s when written to %s', async (name, from, wroteTo, expected) => {
    const request = await asked(name, from, wroteTo)
    expect(Object.fromEntries(request?.form ?? [])).toMatchObject(expected)
  })
})

test('telegram: marks are drawn on the message they belong to', async () => {
  const seen: unknown[] = []
  provider = await listen(async (request) => {
    seen.push([new URL(request.url).pathname.split('/').at(-1), await request.json()])
    return Response.json({ ok: true, result: true })
  })
  const sent = await send('telegram', provider.url, { type: 'buttons', ref: '39', buttons: [] })
  expect(sent).toEqual({ status: 'sent', provider_id: '39' })
  expect(seen).toEqual([
    [
      'editMessageReplyMarkup',
      { chat_id: 13125550143, message_id: 39, reply_markup: { inline_keyboard: [] } },
    ],
  ])
})

test('telegram: marks that are there already count as sent', async () => {
  const body = { ok: false, error_code: 400, description: 'Bad Request: message is not modified' }
  provider = await listen(() => Response.json(body, { status: 400 }))
  const sent = await send('telegram', provider.url, { type: 'buttons', ref: '39', buttons: [] })
  expect(sent).toEqual({ status: 'sent', provider_id: '39' })
  expect(await send('telegram', provider.url)).toMatchObject({ status: 'failed' })
})
