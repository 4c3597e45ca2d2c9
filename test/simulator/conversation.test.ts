import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { readThread } from '../support/read-thread.ts'
import { openPlayground, picture, type Playground } from './playground.ts'

let ground: Playground
beforeAll(async () => {
  ground = await openPlayground()
})
afterAll(() => ground.close())

async function onlyThreadOn(channel: 'sms' | 'telegram') {
  const { id } = await ground.node.deps.db
    .selectFrom('thread')
    .select('id')
    .where('channel', '=', channel)
    .executeTakeFirstOrThrow()
  return readThread(ground.node.deps, id)
}

/** An investigator writes into the thread; the job sends it; the provider reports. */
async function followUp(channel: 'sms' | 'telegram', text: string): Promise<void> {
  const { deps, queue } = ground.node
  const [tip] = (await onlyThreadOn(channel)).tips
  await sendFollowUp(deps, { tip_id: tip?.id ?? '', text, language: 'en', sent_by: 'somebody' })
  await queue.drain(deps)
  await ground.twilio.settled()
}

test('in English by SMS, to the end, and a question back into the same thread', async () => {
  const ana = '+13125550001'
  const phone = ground.twilio.phones.at(ana)
  const last = () => phone.messages.findLast(({ by }) => by === 'line')?.text ?? ''
  const say = async (text: string) => {
    ground.twilio.send(ana, { text })
    await ground.twilio.settled()
  }
  await say('They took a man out of his car this morning, I filmed it from my porch')
  expect(last()).toMatch(/not 911[^]*When did it happen\?/)
  ground.twilio.send(ana, { files: [picture('ME1')] })
  await ground.twilio.settled()
  const isDone = () => /Your code is T-[0-9A-Z]{4}-[0-9A-Z]{4}/.test(last())
  for (let n = 0; n < 20 && !isDone(); n++) await say(/Is this right\?/.test(last()) ? '1' : '2')
  const thread = await onlyThreadOn('sms')
  expect(thread.tips).toMatchObject([{ stage: 'submitted', language: 'en', evidence_count: 1 }])
  expect(last()).toContain(thread.tips[0]?.code)
  expect(thread.answers.account).toMatchObject({ state: 'answered' })
  await followUp('sms', 'Which way did the van drive?')
  expect(phone.messages.at(-1)).toMatchObject({ by: 'line', text: 'Which way did the van drive?' })
  const sent = (await onlyThreadOn('sms')).messages.find(({ kind }) => kind === 'follow-up')
  expect(sent?.status).toBe('delivered')
  await say('To the north')
  expect((await onlyThreadOn('sms')).tips).toHaveLength(1)
})

test('in Spanish on Telegram by its buttons, to the end, and a question back', async () => {
  const ana = { id: 5_511_223_344, first_name: 'Ana', language_code: 'es' }
  const phone = ground.telegram.phones.at(String(ana.id))
  const last = () => phone.messages.findLast(({ by }) => by === 'line')
  const say = async (text: string) => {
    ground.telegram.send(ana, { text })
    await ground.telegram.settled()
  }
  await say('Vi que se llevaron a un hombre de su carro')
  const isDone = () => /clave es T-/.test(last()?.text ?? '')
  for (let n = 0; n < 60 && !isDone(); n++) {
    const buttons = last()?.buttons?.flat() ?? []
    const chosen = buttons.some(({ label }) => label.includes('✓'))
    const next = buttons.find(({ data }) => chosen && data.endsWith(':done'))
    const button = next ?? buttons[n === 0 ? 1 : 0]
    if (button) ground.telegram.press(ana, last()?.id ?? '', button.data)
    else await say('Eran cuatro hombres')
    await ground.telegram.settled()
  }
  expect(isDone()).toBe(true)
  const thread = await onlyThreadOn('telegram')
  expect(thread.tips).toMatchObject([{ stage: 'submitted', language: 'es' }])
  expect(thread.answers.timing).toMatchObject({ codes: ['last_24h'], derived_by: 'button' })
  await followUp('telegram', '¿Hacia dónde se fue la camioneta?')
  expect(last()?.text).toBe('¿Hacia dónde se fue la camioneta?')
  const sent = (await onlyThreadOn('telegram')).messages.find(({ kind }) => kind === 'follow-up')
  expect(sent).toMatchObject({ status: 'sent', provider_id: last()?.id })
})
