import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addToken } from '../src/auth/token.ts'
import { sendFollowUp } from '../src/threads/follow-up.ts'
import { openPlayground, picture, type Playground } from './simulator/playground.ts'
import { readThread } from './support/read-thread.ts'
import { startWorker, type Worker, wranglerOutput } from './support/worker.ts'

const patience = 180_000
const largestBundle = 900_000

describe('under workerd, on real Postgres', { timeout: patience }, () => {
  let ground: Playground
  let worker: Worker

  // The doubles talk to the Worker; the node beside it only looks at what came of that.
  beforeAll(async () => {
    ground = await openPlayground((request) => worker.fetch(request))
    worker = await startWorker(ground.node.deps.config)
  }, patience)
  afterAll(async () => {
    await worker.stop()
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

  /** The clock makes the Worker fetch a file and put it into its bucket, whose bytes it then gives back. */
  async function keptOf(id: string): Promise<Uint8Array> {
    await worker.tick()
    const { deps } = ground.node
    const token = await addToken(deps, { name: 'reader', role: 'investigator' })
    const headers = { Authorization: `Bearer ${token}` }
    const url = `https://tips.example.org/api/v1/evidence/${id}`
    const exhibit = await (await worker.fetch(new Request(url, { headers }))).json()
    expect(exhibit).toMatchObject({ state: 'stored', exhibit: 1, size: 4 })
    const original = await worker.fetch(new Request(`${url}/original`, { headers }))
    return new Uint8Array(await original.arrayBuffer())
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
