import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createChannels } from '../../src/channels/index.ts'
import { listMessages } from '../../src/channels/twilio-messages.ts'
import { readTwiml } from '../../src/simulator/read-twiml.ts'
import { createTwilioDouble } from '../../src/simulator/twilio-double.ts'
import { twilioNumber, twilioSid, twilioToken } from '../support/node.ts'
import { openPlayground, picture, type Playground } from './playground.ts'

let ground: Playground
beforeAll(async () => {
  ground = await openPlayground()
})
afterAll(() => ground.close())
afterEach(async () => {
  await ground.twilio.settled()
  Object.assign(ground.twilio.faults, { repeat: false, delay: false, reorder: false, fail: false })
  ground.reachable = true
})

let lastPerson = 0
const person = () => `+1312555${String(1000 + ++lastPerson)}`
const seen = (address: string) =>
  ground.twilio.phones.at(address).messages.map(({ by, text }) => ({ by, text }))
const kept = async () =>
  (await ground.node.deps.db.selectFrom('message').select('id').execute()).length

async function say(from: string, text: string) {
  ground.twilio.send(from, { text })
  await ground.twilio.settled()
}

function send(to: string, text = 'A question') {
  const delivery = { address: to, from: twilioNumber, message_id: crypto.randomUUID() }
  const channels = createChannels(ground.node.deps.config)
  return channels.sms.send({ ...delivery, outgoing: { type: 'text', text } })
}

const api = (path: string, init: RequestInit = {}, token = twilioToken) =>
  ground.twilio.fetch(
    new Request(`http://double/2010-04-01/Accounts/${twilioSid}${path}`, {
      ...init,
      headers: { authorization: `Basic ${btoa(`${twilioSid}:${token}`)}` },
    }),
  )

describe('a text', () => {
  test('reaches the line signed, and the reply the phone, with its delivery states the message', async () => {
    const ana = person()
    await say(ana, 'I saw a raid')
    const [sent, reply] = ground.twilio.phones.at(ana).messages
    expect(sent).toMatchObject({ by: 'person', text: 'I saw a raid', state: 'sent' })
    expect(reply?.by).toBe('line')
    const row = await ground.node.deps.db
      .selectFrom('message')
      .select(['status', 'provider_id'])
      .where('provider_id', '=', reply?.id ?? '')
      .executeTakeFirst()
    expect(row?.status).toBe('delivered')
  })

  test('is not repeated when the line answers with an error, but the fallback is called', async () => {
    const { answers } = ground.twilio
    const before = answers.length
    const { turns } = ground.node.deps
    ground.node.deps.turns = { advance: () => Promise.reject(new TypeError('a bug')) }
    const ana = person()
    await say(ana, 'I saw a raid')
    ground.node.deps.turns = turns
    const paths = answers.slice(before).map(({ path, status }) => [path, status])
    expect(paths).toEqual([
      ['/webhooks/twilio/message', 500],
      ['/webhooks/twilio/fallback', 500],
    ])
    expect(ground.twilio.phones.at(ana).messages).toMatchObject([{ state: 'lost' }])
  })

  test('is lost when nothing can be reached, and can be found in the list', async () => {
    ground.reachable = false
    const ana = person()
    await say(ana, 'I saw a raid')
    expect(ground.twilio.phones.at(ana).messages).toMatchObject([{ state: 'lost' }])
    const list = await (await api(`/Messages.json?From=${encodeURIComponent(ana)}`)).json()
    expect(list.messages).toMatchObject([{ direction: 'inbound', body: 'I saw a raid', from: ana }])
  })

  test('STOP is answered by the carrier alone, and closes the way until START', async () => {
    const ana = person()
    await say(ana, 'I saw a raid')
    await say(ana, 'stop')
    expect(seen(ana).slice(2)).toMatchObject([{ by: 'person' }, { by: 'carrier' }])
    expect(await send(ana)).toMatchObject({ status: 'failed', code: '21610', reach: 'opted_out' })
    await say(ana, 'START')
    expect(await send(ana)).toMatchObject({ status: 'sent' })
    await ground.twilio.settled()
    expect(seen(ana).at(-1)).toEqual({ by: 'line', text: 'A question' })
  })
})

describe('faults', () => {
  test('repeat: everything comes twice at once, and counts once', async () => {
    ground.twilio.faults.repeat = true
    const ana = person()
    const before = await kept()
    await say(ana, 'I saw a raid')
    expect(seen(ana).map(({ by }) => by)).toEqual(['person', 'line'])
    expect(await kept()).toBe(before + 2)
    const [first, second] = ground.twilio.answers
      .filter(({ path, body }) => path.endsWith('/message') && body.includes('<Message'))
      .slice(-2)
    expect(first?.body).toBe(second?.body)
  })

  test('fail: a connection that fails is tried once more; a refused call is made again by the job', async () => {
    ground.twilio.faults.fail = true
    const ana = person()
    await say(ana, 'I saw a raid')
    expect(seen(ana).map(({ by }) => by)).toEqual(['person', 'line'])
    const message_id = crypto.randomUUID()
    const again = { address: ana, from: twilioNumber, message_id }
    const call = () =>
      ground.node.deps.channels.sms.send({ ...again, outgoing: { type: 'text', text: 'Again' } })
    expect(await call()).toMatchObject({ status: 'failed', retryable: true, retry_after: 1 })
    expect(await call()).toMatchObject({ status: 'sent' })
  })

  test('reorder: of two texts the second comes first, and both are kept', async () => {
    ground.twilio.faults.reorder = true
    const ana = person()
    ground.twilio.send(ana, { text: 'first' })
    ground.twilio.send(ana, { text: 'second' })
    await ground.twilio.settled()
    const received = await ground.node.deps.db
      .selectFrom('message')
      .select('provider_id')
      .where('direction', '=', 'in')
      .orderBy('at', 'desc')
      .limit(2)
      .execute()
    const ids = ground.twilio.phones
      .at(ana)
      .messages.filter(({ by }) => by === 'person')
      .map(({ id }) => id)
    expect(received.map(({ provider_id }) => provider_id)).toEqual(ids)
    const states = await ground.node.deps.db
      .selectFrom('message')
      .select('status')
      .where('direction', '=', 'out')
      .execute()
    expect(states.every(({ status }) => status !== 'sent')).toBe(true)
  })

  test('delay: it comes all the same', async () => {
    ground.twilio.faults.delay = true
    const ana = person()
    await say(ana, 'I saw a raid')
    expect(seen(ana).map(({ by }) => by)).toEqual(['person', 'line'])
  })
})

describe('the interface', () => {
  test('asks for credentials', async () => {
    const response = await api('/Messages.json', {}, 'wrong')
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ code: 20003 })
  })

  test.each([
    [{ From: twilioNumber, Body: 'x' }, 21604],
    [{ To: '+13125550143', Body: 'x' }, 21603],
    [{ To: '+13125550143', From: twilioNumber }, 21602],
    [{ To: '+13125550143', From: twilioNumber, Body: 'x'.repeat(1601) }, 21617],
    [{ To: '+13125550143', From: '+15550000000', Body: 'x' }, 21606],
  ])('refuses %j with %i', async (form, code) => {
    const response = await api('/Messages.json', {
      method: 'POST',
      body: new URLSearchParams(form),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code, status: 400 })
  })

  test('hands media over by a redirect, and lists and deletes messages', async () => {
    const ana = person()
    ground.twilio.send(ana, { text: 'The van', files: [picture('ME1')] })
    await ground.twilio.settled()
    const [sent] = ground.twilio.phones.at(ana).messages
    const path = `/Messages/${sent?.id}`
    const media = await (await api(`${path}/Media.json`)).json()
    expect(media.media_list).toMatchObject([{ sid: 'ME1', content_type: 'image/png' }])
    const redirect = await api(`${path}/Media/ME1`)
    expect(redirect.status).toBe(307)
    const file = await fetch(redirect.headers.get('location') ?? '')
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(picture('ME1').bytes)
    expect(await (await api(`${path}.json`)).json()).toMatchObject({
      num_media: '1',
      body: 'The van',
    })
    expect((await api(`${path}.json`, { method: 'DELETE' })).status).toBe(204)
    expect((await api(`${path}.json`)).status).toBe(404)
  })

  test('lists messages in pages, and all of them are found', async () => {
    const { twilio } = ground.node.deps.config
    const sids = Array.from({ length: 450 }, (_, n) => {
      const message = { from: '+13125557999', to: twilioNumber, body: `${n}`, files: [] }
      return ground.twilio.store.add({ direction: 'inbound', ...message }).sid
    })
    const page = await (await api('/Messages.json?From=%2B13125557999')).json()
    expect(page.messages).toHaveLength(50)
    expect(page.next_page_uri).toMatch(/^\/2010-04-01\/Accounts\/.*From=%2B13125557999&Page=1$/)
    const listed = await listMessages(twilio!, new Date(Date.now() - 60_000))
    expect(listed.flatMap(({ from, sid }) => (from === '+13125557999' ? sid : []))).toEqual(sids)
  })

  test('gives an injected answer once', async () => {
    const ana = person()
    ground.twilio.refuseNext(Response.json({ code: 30006 }, { status: 400 }))
    expect(await send(ana)).toMatchObject({ status: 'failed', reach: 'unreachable' })
    expect(await send(ana)).toMatchObject({ status: 'sent' })
  })
})

test('a reply that is longer than a message may be never arrives', async () => {
  const said = (text: string) => `<Response><Message>${text}</Message></Response>`
  const twilio = createTwilioDouble({
    ...{ account_sid: twilioSid, auth_token: twilioToken, number: twilioNumber },
    ...{ public_url: 'https://tips.example.org', api_url: 'https://api.example.org' },
    fetch: async (request) =>
      new Response(said('x'.repeat(Number(new URLSearchParams(await request.text()).get('Body'))))),
  })
  for (const text of ['1600', '1601']) twilio.send('+13125557998', { text })
  await twilio.settled()
  const replies = twilio.phones.at('+13125557998').messages.filter(({ by }) => by === 'line')
  expect(replies.map(({ text }) => text.length)).toEqual([1600])
})

test('TwiML that Twilio would not read is told apart', () => {
  expect(readTwiml('<Response/>')).toEqual([])
  for (const wrong of [
    '',
    'ok',
    '<Response>',
    '<Reply/>',
    '<Response>\u0007</Response>',
    '<Response>&x;</Response>',
  ]) {
    expect(readTwiml(wrong)).toBeUndefined()
  }
})
