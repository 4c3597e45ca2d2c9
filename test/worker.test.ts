import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addToken } from '../src/auth/token.ts'
import { listUploaded } from '../src/evidence/upload/store.ts'
import { sendFollowUp } from '../src/threads/follow-up.ts'
import { sendUploadLink } from '../src/threads/upload-link.ts'
import { openPlayground, picture, type Playground } from './simulator/playground.ts'
import { eicar } from './support/clamd.ts'
import { startClamdDouble } from './support/clamd-double.ts'
import { readThread } from './support/read-thread.ts'
import { startWorker, type Worker, wranglerOutput } from './support/worker.ts'

const patience = 180_000
const largestBundle = 900_000

describe('under workerd, on real Postgres', { timeout: patience }, () => {
  let ground: Playground
  let worker: Worker
  let clamd: Awaited<ReturnType<typeof startClamdDouble>>

  // The doubles talk to the Worker; the node beside it only looks at what came of that.
  beforeAll(async () => {
    ground = await openPlayground((request) => worker.fetch(request))
    clamd = await startClamdDouble()
    worker = await startWorker({ ...ground.node.deps.config, clamd_url: clamd.url })
  }, patience)
  afterAll(async () => {
    await worker.stop()
    clamd.stop()
    await ground.close()
  }, patience)

  async function threadOn(channel: 'sms' | 'telegram') {
    const { id } = await ground.node.deps.db
      .selectFrom('thread')
      .select('id')
      .where('channel', '=', channel)
      .executeTakeFirstOrThrow()
    return readThread(ground.node.deps, id)
  }

  /** An investigator writes; the clock makes the Worker send it. */
  async function followUp(channel: 'sms' | 'telegram', text: string) {
    const [tip] = (await threadOn(channel)).tips
    const tip_id = tip?.id ?? ''
    await sendFollowUp(ground.node.deps, { tip_id, text, language: 'en', sent_by: 'somebody' })
    await worker.tick()
    await ground.twilio.settled()
    return (await threadOn(channel)).messages.find(({ kind }) => kind === 'follow-up')
  }

  /** What programs are given of a file. */
  async function ask(path: string): Promise<Response> {
    const token = await addToken(ground.node.deps, { name: randomUUID(), role: 'investigator' })
    const headers = { Authorization: `Bearer ${token}` }
    return worker.fetch(new Request(`https://tips.example.org/api/v1${path}`, { headers }))
  }

  async function originalOf(id: string): Promise<Uint8Array> {
    return new Uint8Array(await (await ask(`/evidence/${id}/original`)).arrayBuffer())
  }

  /** The clock makes the Worker fetch a file and put it into its bucket, whose bytes it then gives back. */
  async function keptOf(id: string): Promise<Uint8Array> {
    await worker.tick()
    const exhibit = await (await ask(`/evidence/${id}`)).json()
    expect(exhibit).toMatchObject({ state: 'stored', exhibit: 1, size: 4, scan: 'clean' })
    return originalOf(id)
  }

  test('is up, can take messages, and keeps strangers out', async () => {
    const ask = (path: string) => worker.fetch(new Request(`https://tips.example.org${path}`))
    expect((await ask('/healthz')).status).toBe(200)
    expect((await ask('/readyz')).status).toBe(200)
    expect((await ask('/api/v1/tips')).status).toBe(401)
    expect((await ask('/console')).headers.get('location')).toContain('/console/sign-in')
    expect((await ask('/simulator')).status).toBe(404)
    const forged = new Request('https://tips.example.org/webhooks/telegram', {
      method: 'POST',
      headers: { 'x-telegram-bot-api-secret-token': 'guessed-guessed-guessed' },
      body: '{}',
    })
    expect((await worker.fetch(forged)).status).toBe(403)
  })

  test('a conversation by SMS with a picture, and a question back', async () => {
    const ana = '+13125550001'
    const phone = ground.twilio.phones.at(ana)
    const last = () => phone.messages.findLast(({ by }) => by === 'line')?.text ?? ''
    const say = async (text: string) => {
      ground.twilio.send(ana, { text })
      await ground.twilio.settled()
    }
    await say('They took a man out of his car this morning, I filmed it from my porch')
    expect(last()).toContain('not 911')
    ground.twilio.send(ana, { files: [picture('ME1')] })
    await ground.twilio.settled()
    const isDone = () => /T-[0-9A-Z]{4}-[0-9A-Z]{4}/.test(last())
    for (let n = 0; n < 20 && !isDone(); n++) await say(/Is this right\?/.test(last()) ? '1' : '2')
    const thread = await threadOn('sms')
    expect(thread.tips).toMatchObject([{ stage: 'submitted', evidence_count: 1 }])
    expect(thread.evidence).toHaveLength(1)
    expect(last()).toContain(thread.tips[0]?.code)
    expect(await keptOf(thread.evidence[0]?.id ?? '')).toEqual(picture('ME1').bytes)
    expect((await followUp('sms', 'Which way did the van drive?'))?.status).toBe('delivered')
    expect(last()).toBe('Which way did the van drive?')
  })

  test('files by the form of a link: kept at once, and held back when clamd finds something', async () => {
    const { deps } = ground.node
    const { id: tip_id = '' } = (await threadOn('sms')).tips[0] ?? {}
    const { message_id } = await sendUploadLink(deps, tip_id, randomUUID())
    const { messages } = await threadOn('sms')
    const text = JSON.stringify(messages.find(({ id }) => id === message_id)?.body)
    const url = `https://tips.example.org${/\/u\/\w+/.exec(text)?.[0]}`
    const page = await (await worker.fetch(new Request(url))).text()
    expect(page).toContain('multipart/form-data')
    const photo = randomBytes(300_000)
    const body = new FormData()
    for (const [name, bytes] of [
      ['IMG_1.jpg', photo],
      ['IMG_2.jpg', Buffer.from(eicar)],
    ] as const) {
      body.append('files', new File([bytes], name, { type: 'image/jpeg' }))
    }
    const sent = await worker.fetch(new Request(url, { method: 'POST', body }))
    expect(sent.status).toBe(303)
    const files = await listUploaded(deps.db, message_id)
    const { evidence } = await threadOn('sms')
    const states = files.map(({ id }) => evidence.find((row) => row.id === id))
    expect(states.map((row) => `${row?.size} ${row?.state} ${row?.scan}`).toSorted()).toEqual([
      '300000 stored clean',
      `${eicar.length} quarantined found`,
    ])
    const kept = states.find((row) => row?.state === 'stored')?.id ?? ''
    expect(await originalOf(kept)).toEqual(new Uint8Array(photo))
  })

  test('a conversation in Spanish by Telegram buttons, and a question back', async () => {
    const ana = { id: 5_511_223_344, first_name: 'Ana', language_code: 'es' }
    const phone = ground.telegram.phones.at(String(ana.id))
    const last = () => phone.messages.findLast(({ by }) => by === 'line')
    const say = async (text: string) => {
      ground.telegram.send(ana, { text })
      await ground.telegram.settled()
    }
    await say('Vi que se llevaron a un hombre de su carro')
    const isDone = () => /T-[0-9A-Z]{4}-[0-9A-Z]{4}/.test(last()?.text ?? '')
    for (let n = 0; n < 60 && !isDone(); n++) {
      const buttons = last()?.buttons?.flat() ?? []
      const chosen = buttons.some(({ label }) => label.includes('✓'))
      const done = buttons.find(({ data }) => chosen && data.endsWith(':done'))
      const button = done ?? buttons[n === 0 ? 1 : 0]
      if (button) ground.telegram.press(ana, last()?.id ?? '', button.data)
      else await say('Eran cuatro hombres')
      await ground.telegram.settled()
    }
    expect((await threadOn('telegram')).tips).toMatchObject([
      { stage: 'submitted', language: 'es' },
    ])
    const sent = await followUp('telegram', '¿Hacia dónde se fue la camioneta?')
    expect(sent).toMatchObject({ status: 'sent', provider_id: last()?.id })
    expect(last()?.text).toBe('¿Hacia dónde se fue la camioneta?')
  })
})

test('a scanner by a socket on the disk stops the start', { timeout: patience }, async () => {
  const ground = await openPlayground(() => Promise.reject(new Error('nobody calls it')))
  const { config } = ground.node.deps
  const worker = await startWorker({ ...config, clamd_url: 'unix:/run/clamd.sock' })
  const answer = await worker.fetch(new Request('https://tips.example.org/readyz'))
  expect(answer.status).toBe(500)
  await worker.stop()
  await ground.close()
})

test('deploys, and is small', { timeout: patience }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tipthread-deploy-'))
  const output = await wranglerOutput(['deploy', '--dry-run', '--outdir', folder])
  expect(output).toContain('HYPERDRIVE')
  expect(output).toContain('EVIDENCE')
  const size = gzipSync(await readFile(join(folder, 'worker.js'))).byteLength
  await rm(folder, { recursive: true, force: true })
  console.log(`Worker bundle: ${Math.round(size / 1000)} KB gzipped`)
  expect(size).toBeLessThanOrEqual(largestBundle)
})
