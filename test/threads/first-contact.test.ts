import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbound } from '../../src/channels/channel.ts'
import { readLineFile } from '../../src/lines/read.ts'
import { reloadLines } from '../../src/lines/reload.ts'
import { saveLine } from '../../src/lines/store.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
  const two = {
    name: 'the harbour line',
    agency: 'the Harbour Prosecutor',
    addresses: ['+17875550100'],
  }
  const languages = { default_language: 'es', second_language: 'en', languages: ['es', 'en'] }
  const file = { id: 'harbour', time_zone: 'America/Puerto_Rico', ...two, ...languages }
  await saveLine(node.deps.db, readLineFile(file))
  await reloadLines(node.deps)
})
afterAll(() => node.close())

async function write(line: string, text: string, more: Partial<Inbound> = {}): Promise<string[]> {
  const inbound: Inbound = {
    channel: 'sms',
    provider_id: randomUUID(),
    from: '+15555550123',
    to: '+15555550100',
    raw: '',
    content: { type: 'message', text, files: [] },
    ...more,
  }
  const turn = await node.deps.turns.advance({ from: 'outside', line, inbound, at: Date.now() })
  const { language } = await readThread(node.deps, turn.thread_id)
  const outgoing = turn.reply?.outgoing
  return [language, outgoing?.type === 'text' ? outgoing.text : '']
}

test('whose language nothing tells is met in both of the line’s, and goes on in the one picked', async () => {
  const [, met] = await write('main', '👍')
  expect(met).toContain('This is not 911')
  expect(met).toContain('Esto no es el 911')
  expect(met).toContain('15 Soomaali')
  expect((await write('main', '15'))[0]).toBe('so')
})

test('is answered in the language written, if the line offers it', async () => {
  const text = '이웃집에 요원들이 와서 문을 부쉈어요'
  expect((await write('main', text, { from: '+15555550124' }))[0]).toBe('ko')
  const [language, met] = await write('harbour', text, { from: '+15555550124' })
  expect(language).toBe('es')
  expect(met).toContain('This is not 911')
  expect(met).not.toContain('한국어')
})

test('is helped by the app’s language, and by the country of the number', async () => {
  const bot = { channel: 'telegram', to: 'bot', from: '700100' } as const
  expect((await write('main', '/start', { ...bot, language_hint: 'zh-TW' }))[0]).toBe('zh-Hant')
  expect((await write('main', '警察打我', { from: '+886955550100' }))[0]).toBe('zh-Hant')
})

test('a greeting or an app settles nothing: the first fuller text says what somebody writes in', async () => {
  const story = 'ayer unos agentes golpearon a mi vecino frente a la tienda'
  const bot = { channel: 'telegram', to: 'bot', from: '700101', language_hint: 'en' } as const
  expect((await write('main', '/start', bot))[0]).toBe('en')
  const [language, told] = await write('main', story, bot)
  expect(language).toBe('es')
  expect(told).toContain('Esto no es el 911')
  const english = 'they broke the door of the house next to mine'
  expect((await write('main', english, bot))[0]).toBe('es')
})
