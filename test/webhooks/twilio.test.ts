import { randomUUID } from 'node:crypto'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import { nodeApp } from '../../src/node.ts'
import { readTwiml } from '../../src/simulator/read-twiml.ts'
import { listen } from '../support/listen.ts'
import {
  openTestNode,
  type TestNode,
  twilioNumber,
  twilioSid,
  twilioToken,
} from '../support/node.ts'
import { twilioRequest } from '../support/twilio-request.ts'
import { countMessages, refusals, threadOf } from './read-rows.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode({ TWILIO_AUTH_TOKEN: `the-next-token,${twilioToken}` })
})
afterAll(() => node.close())

const sid = () => `SM${randomUUID().replaceAll('-', '')}`
let lastPerson = 1000
const person = () => `+1312555${++lastPerson}`

function ask(request: Request, deps: Deps = node.deps): Promise<Response> {
  return Promise.resolve(nodeApp(deps).request(request))
}

/** A form of any shape, signed over the public address and sent to the one behind the proxy. */
function signed(pairs: [string, string][], path: string, token = twilioToken): Request {
  const params = new URLSearchParams(pairs)
  const form = Object.fromEntries(
    [...params.keys()].map((key) => {
      const values = params.getAll(key)
      return [key, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )
  const url = `https://tips.example.org${path}`
  return new Request(`http://10.1.2.3:8080${path}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': getExpectedTwilioSignature(token, url, form) },
    body: params,
  })
}

const usual = (MessageSid: string, Body: string): [string, string][] => [
  ['MessageSid', MessageSid],
  ['AccountSid', twilioSid],
  ['From', person()],
  ['To', twilioNumber],
  ['Body', Body],
]

describe('what is taken', () => {
  test('a message behind a proxy, with all its odd characters, answered after it is kept', async () => {
    const id = sid()
    const text = '  They took him + his brother & left 🚨\r\n '
    const response = await ask(
      signed(
        [...usual(id, text), ['Empty', ''], ['', ''], ['New', 'b'], ['New', 'a'], ['New', 'b']],
        '/webhooks/twilio/message?line=a%20b&x=+1',
      ),
    )
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/)
    const [reply] = readTwiml(await response.text()) ?? []
    const thread = await threadOf(node, id)
    const [received, replied] = thread?.messages ?? []
    expect(received?.body.text).toBe(text)
    expect(received?.body.raw).toContain('New=b&New=a&New=b')
    expect(reply?.text).toBe(replied?.body.text)
    expect(reply?.action).toBe(
      `https://tips.example.org/webhooks/twilio/status?message=${replied?.id}#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000`,
    )
  })

  test('the query byte for byte, through a real socket', async () => {
    const server = await listen((request) => ask(request))
    const path = '/webhooks/twilio/message?line=a%20b&x=+1&y=%7e~'
    const { headers, body } = signed(usual(sid(), 'hello'), path)
    const init = { method: 'POST', headers, body: await new Response(body).text() }
    expect((await fetch(server.url + path, init)).status).toBe(200)
    expect((await fetch(server.url + path.replace('%7e', '%7E'), init)).status).toBe(403)
    await server.close()
  })

  test('either token while one is being rotated', async () => {
    for (const token of ['the-next-token', twilioToken]) {
      const request = signed(usual(sid(), 'hello'), '/webhooks/twilio/message', token)
      expect((await ask(request)).status).toBe(200)
    }
  })

  test('a repeat, also at the fallback address: the same reply, nothing new', async () => {
    const form = { From: person(), Body: 'I saw it', MessageSid: sid() }
    const first = await (await ask(twilioRequest(form))).text()
    const before = await countMessages(node)
    const failed = { ...form, ErrorCode: '11200', ErrorUrl: 'https://tips.example.org/x' }
    const again = await ask(twilioRequest(failed, '/webhooks/twilio/fallback'))
    expect(await again.text()).toBe(first)
    expect(await countMessages(node)).toBe(before)
  })

  test('media, as evidence to fetch', async () => {
    const MessageSid = sid()
    const source = `https://api.twilio.com/2010-04-01/Accounts/${twilioSid}/Messages/MM1/Media/ME1`
    await ask(
      twilioRequest({
        MessageSid,
        From: person(),
        NumMedia: '1',
        MediaUrl0: source,
        MediaContentType0: 'image/jpeg',
      }),
    )
    const thread = await threadOf(node, MessageSid)
    expect(thread?.evidence).toMatchObject([
      { kind: 'photo', state: 'fetching', mime: 'image/jpeg', source: { source: { url: source } } },
    ])
  })

  test.each(['whatsapp:', 'rcs:'])(
    '%s messages and places, answered on the same network',
    async (prefix) => {
      const MessageSid = sid()
      const response = await ask(
        twilioRequest({
          MessageSid,
          From: `${prefix}${person()}`,
          To: `${prefix}${twilioNumber}`,
          Latitude: '41.88',
          Longitude: '-87.63',
          Label: 'Daley Plaza',
        }),
      )
      expect(readTwiml(await response.text())).toHaveLength(1)
      const thread = await threadOf(node, MessageSid)
      expect(thread?.channel).toBe(prefix.slice(0, -1))
      expect(thread?.messages[0]?.body).toMatchObject({
        place: { latitude: 41.88, longitude: -87.63, label: 'Daley Plaza' },
      })
    },
  )

  test.each([
    ['OptOutType STOP', { Body: 'alto', OptOutType: 'STOP' }, 'opted_out'],
    ['OptOutType HELP', { Body: 'ayuda', OptOutType: 'HELP' }, 'yes'],
    ['the carrier’s STOP', { Body: 'Stop' }, 'opted_out'],
    ['the carrier’s HELP', { Body: 'HELP' }, 'yes'],
  ])('%s: kept, and not answered a second time', async (_, form, reach) => {
    const MessageSid = sid()
    const response = await ask(twilioRequest({ MessageSid, From: person(), ...form }))
    expect(readTwiml(await response.text())).toEqual([])
    const thread = await threadOf(node, MessageSid)
    expect(thread?.messages[0]?.body.text).toBe(form.Body)
    expect(thread?.contact.reach).toBe(reach)
  })

  test('a stop is taken back by START, silently', async () => {
    const From = person()
    const MessageSid = sid()
    await ask(twilioRequest({ From, Body: 'STOP' }))
    const response = await ask(twilioRequest({ From, Body: 'START', MessageSid }))
    expect(readTwiml(await response.text())).toEqual([])
    expect((await threadOf(node, MessageSid))?.contact.reach).toBe('yes')
  })

  test('what cannot be read, raw, and the thread goes on', async () => {
    const From = person()
    const [nothing, words] = [sid(), sid()]
    expect(
      (await ask(twilioRequest({ From, MessageSid: nothing, FlowData: '{"a":1}' }))).status,
    ).toBe(200)
    expect((await ask(twilioRequest({ From, MessageSid: words, Body: 'A raid' }))).status).toBe(200)
    const thread = await threadOf(node, words)
    const received = thread?.messages.filter((message) => message.direction === 'in')
    expect(received?.map(({ kind }) => kind)).toEqual(['unreadable', 'message'])
    expect(received?.[0]?.body.raw).toContain('FlowData=%7B%22a%22%3A1%7D')
  })

  test('a form without so much as an id, once', async () => {
    const form = { MessageSid: '', From: '', To: '', Body: `nobody ${randomUUID()}` }
    const before = await countMessages(node)
    expect((await ask(twilioRequest(form))).status).toBe(200)
    const after = await countMessages(node)
    expect(after).toBeGreaterThan(before)
    expect((await ask(twilioRequest(form))).status).toBe(200)
    expect(await countMessages(node)).toBe(after)
  })

  test('control characters, as they came, and an answer that is well-formed', async () => {
    const MessageSid = sid()
    const text = 'a\u0000b\u0007 ]]></Message> &#0; \ufffe\uffff'
    const response = await ask(twilioRequest({ MessageSid, From: person(), Body: text }))
    expect(readTwiml(await response.text())).toHaveLength(1)
    expect((await threadOf(node, MessageSid))?.messages[0]?.body.text).toBe(text)
  })
})

describe('what is refused', () => {
  const form = () => usual(sid(), 'hello')

  test.each([
    ['another token', () => signed(form(), '/webhooks/twilio/message', 'other')],
    [
      'no signature',
      () => {
        const request = signed(form(), '/webhooks/twilio/message')
        request.headers.delete('x-twilio-signature')
        return request
      },
    ],
    [
      'a signature over another address',
      () => {
        const { headers } = signed(form(), '/webhooks/twilio/message')
        const url = 'https://tips.example.org/webhooks/twilio/message?x=1'
        return new Request(url, { method: 'POST', headers, body: new URLSearchParams(form()) })
      },
    ],
    ['another account', () => twilioRequest({ From: person(), Body: 'x', AccountSid: 'ACother' })],
    ['an unsigned status', () => signed(form(), '/webhooks/twilio/status', 'other')],
  ])('%s: 403, counted, and no other trace', async (_, request) => {
    const [counted, kept] = [await refusals(node, 'bad-signature'), await countMessages(node)]
    const response = await ask(request())
    expect(response.status).toBe(403)
    expect(await response.text()).toBe('')
    expect(await refusals(node, 'bad-signature')).toBe(counted + 1)
    expect(await countMessages(node)).toBe(kept)
  })

  test('more than 1 MB: 413, however its length is told', async () => {
    const big = 'x'.repeat(1024 * 1024 + 1)
    const url = 'https://tips.example.org/webhooks/twilio/message'
    const told = new Request(url, { method: 'POST', body: big })
    told.headers.set('content-length', String(big.length))
    const streamed = new Request(url, { method: 'POST', body: big })
    expect((await ask(told)).status).toBe(413)
    expect((await ask(streamed)).status).toBe(413)
    expect(await refusals(node, 'too-large')).toBe(2)
  })

  test('anything where Twilio is not set up, and any other method: 404', async () => {
    const { twilio: _, ...config } = node.deps.config
    expect((await ask(twilioRequest({ Body: 'x' }), { ...node.deps, config })).status).toBe(404)
    const get = new Request('https://tips.example.org/webhooks/twilio/message?Body=x')
    expect((await ask(get)).status).toBe(404)
  })

  test('a bug of ours: 500, so that it comes again', async () => {
    const turns = { advance: () => Promise.reject(new TypeError('a bug')) }
    const response = await ask(twilioRequest({ From: person(), Body: 'x' }), {
      ...node.deps,
      turns,
    })
    expect(response.status).toBe(500)
    expect(await response.text()).toBe('')
  })
})

describe('delivery states', () => {
  async function replied() {
    const MessageSid = sid()
    await ask(twilioRequest({ MessageSid, From: person(), Body: 'I saw it' }))
    const reply = (await threadOf(node, MessageSid))?.messages.find(
      ({ direction }) => direction === 'out',
    )
    if (!reply) throw new Error('no reply')
    const report = async (MessageStatus: string, more: Record<string, string> = {}) => {
      const form = { MessageSid: `SM${reply.id}`, MessageStatus, ...more }
      const path = `/webhooks/twilio/status?message=${reply.id}`
      expect((await ask(twilioRequest(form, path))).status).toBe(204)
      return (await threadOf(node, MessageSid))?.messages.find(({ id }) => id === reply.id)
    }
    return { report, thread: () => threadOf(node, MessageSid) }
  }

  test('reach the message, and never go back', async () => {
    const { report } = await replied()
    expect((await report('sent'))?.status).toBe('sent')
    expect((await report('delivered'))?.status).toBe('delivered')
    expect((await report('queued'))?.status).toBe('delivered')
  })

  test('a failure keeps its code, and what it says about the person', async () => {
    const { report, thread } = await replied()
    const message = await report('undelivered', { ErrorCode: '21610' })
    expect(message).toMatchObject({ status: 'failed', error_code: '21610' })
    expect((await thread())?.contact.reach).toBe('opted_out')
  })

  test('whoever blocked us on WhatsApp and writes again is answered again', async () => {
    const [From, To] = [`whatsapp:${person()}`, `whatsapp:${twilioNumber}`]
    const write = async (Body: string) => {
      const MessageSid = sid()
      const response = await ask(twilioRequest({ MessageSid, From, To, Body }))
      const thread = await threadOf(node, MessageSid)
      return { replies: readTwiml(await response.text()), thread }
    }
    const { thread } = await write('I saw it')
    const reply = thread?.messages.find(({ direction }) => direction === 'out')
    const failed = { MessageSid: sid(), MessageStatus: 'failed', ErrorCode: '63014' }
    await ask(twilioRequest(failed, `/webhooks/twilio/status?message=${reply?.id}`))
    expect((await threadOf(node, failed.MessageSid))?.contact.reach).toBe('blocked')
    const again = await write('Are you there?')
    expect(again.thread?.contact.reach).toBe('yes')
    expect(again.replies).toHaveLength(1)
  })

  test('an unknown state, or of an unknown message, changes nothing', async () => {
    const { report } = await replied()
    expect((await report('teleported'))?.status).toBe('replied')
    const form = { MessageSid: 'SMunknown', MessageStatus: 'delivered' }
    for (const message of ['', `?message=${randomUUID()}`, '?message=nonsense']) {
      const request = twilioRequest(form, `/webhooks/twilio/status${message}`)
      expect((await ask(request)).status).toBe(204)
    }
  })
})
