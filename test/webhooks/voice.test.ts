import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchMedia } from '../../src/evidence/fetch.ts'
import { nodeApp } from '../../src/node.ts'
import { sendMessage } from '../../src/threads/deliver.ts'
import { openPlayground, type Playground } from '../simulator/playground.ts'
import { twilioNumber, twilioSid, twilioToken } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

let ground: Playground
beforeAll(async () => {
  ground = await openPlayground()
})
afterAll(() => ground.close())

const address = 'https://tips.example.org/webhooks/twilio/voice'

/** A request as Twilio makes it while somebody calls. */
async function call(from: string, more: Record<string, string> = {}, token = twilioToken) {
  const form = {
    ...{ CallSid: `CA${from.replace(/\W/g, '')}`, AccountSid: twilioSid, From: from },
    ...{ To: twilioNumber, Direction: 'inbound', ...more },
  }
  const signature = getExpectedTwilioSignature(token, address, form)
  const response = await nodeApp(ground.node.deps).request(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
    },
    body: new URLSearchParams(form).toString(),
  })
  return { status: response.status, twiml: await response.text() }
}

function recorded(sid: string, duration = '12') {
  // A WAV file of no length.
  const head = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA='
  const bytes = new Uint8Array(Buffer.from(head, 'base64'))
  ground.twilio.recordings.set(sid, { id: sid, type: 'audio/x-wav', bytes })
  const { api_url } = ground.node.deps.config.twilio!
  const RecordingUrl = `${api_url}/2010-04-01/Accounts/${twilioSid}/Recordings/${sid}`
  return { RecordingSid: sid, RecordingUrl, RecordingDuration: duration }
}

const threadsBy = () =>
  ground.node.deps.db
    .selectFrom('evidence')
    .select(['id', 'thread_id'])
    .where('kind', '=', 'audio')
    .orderBy('received_at')
    .execute()

test('a caller hears in both languages to text the number, and may speak', async () => {
  const { status, twiml } = await call('+13125558001')
  expect(status).toBe(200)
  expect(twiml).toContain('<Say language="en-US">This number takes text messages.')
  expect(twiml).toContain('<Say language="es-MX">Este número recibe mensajes de texto.')
  // Twilio would else call once, and what was said would be lost to a restart of the database.
  expect(twiml).toContain(
    `<Record action="${address}#rc=3&amp;rp=ct,rt,5xx&amp;ct=2000&amp;rt=4000"`,
  )
  expect((await call('+13125558001', {}, 'another token')).status).toBe(403)
})

test('what a caller says is a file in their thread, which goes on by text', async () => {
  const ana = '+13125558002'
  const first = await call(ana, recorded('RE1'))
  expect(first.twiml).toContain('You can go on by text')
  expect(first.twiml).toContain('<Hangup/>')
  await call(ana, recorded('RE1'))
  const files = await threadsBy()
  expect(files).toHaveLength(1)
  const { deps } = ground.node
  expect(await fetchMedia(deps, files[0]!.id)).toMatchObject({ state: 'stored' })
  const { messages } = await readThread(deps, files[0]!.thread_id)
  const queued = messages.find(({ status }) => status === 'queued')
  await sendMessage(deps, queued!.id)
  await ground.twilio.settled()
  expect(ground.twilio.phones.at(ana).messages.map(({ by }) => by)).toEqual(['line'])
})

test('callers who hide their number are not one person, and nobody writes to them', async () => {
  const before = (await threadsBy()).length
  await call('+266696687', { ...recorded('RE2'), CallSid: 'CA2' })
  await call('anonymous', { ...recorded('RE3'), CallSid: 'CA3' })
  const files = (await threadsBy()).slice(before)
  expect(new Set(files.map(({ thread_id }) => thread_id)).size).toBe(2)
  const { messages } = await readThread(ground.node.deps, files[0]!.thread_id)
  expect(messages.filter(({ status }) => status === 'queued')).toEqual([])
  const { twiml } = await call('anonymous', { ...recorded('RE5'), CallSid: 'CA5' })
  expect(twiml).toContain('Thank you. Goodbye.')
})

test('silence after the tone is no message', async () => {
  const before = (await threadsBy()).length
  expect((await call('+13125558003', recorded('RE4', '0'))).twiml).toContain('<Hangup/>')
  expect((await threadsBy()).length).toBe(before)
})
