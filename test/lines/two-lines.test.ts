import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lineSet, lineShow } from '../../src/commands/line.ts'
import { scriptVersion } from '../../src/conversation/questions.ts'
import { reloadLines } from '../../src/lines/reload.ts'
import { saveLine } from '../../src/lines/store.ts'
import { readLineFile } from '../../src/lines/read.ts'
import { nodeApp } from '../../src/node.ts'
import { readTwiml } from '../../src/simulator/read-twiml.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { readThread } from '../support/read-thread.ts'
import { twilioRequest } from '../support/twilio-request.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const harbour = {
  id: 'harbour',
  name: 'la línea del puerto',
  agency: 'la Fiscalía del Puerto',
  words: { en: { name: 'the harbour line', agency: 'the Harbour Prosecutor' } },
  default_language: 'es',
  second_language: 'en',
  languages: ['es', 'en'],
  time_zone: 'America/Puerto_Rico',
  addresses: ['+17875550100'],
}

let counter = 0
const person = () => `+1555555${4000 + counter++}`

async function write(to: string, Body: string, From = person()): Promise<string> {
  const response = await nodeApp(node.deps).request(twilioRequest({ From, To: to, Body }))
  expect(response.status).toBe(200)
  return (readTwiml(await response.text()) ?? []).map(({ text }) => text).join('\n')
}

const latest = async () => {
  const { thread_id } = await node.deps.db
    .selectFrom('tip')
    .select('thread_id')
    .orderBy('received_at', 'desc')
    .executeTakeFirstOrThrow()
  return readThread(node.deps, thread_id)
}

test('a second line is a file: its number, its language, its names, its place', async () => {
  expect(await lineSet.run(node, { file: harbour })).toBe('line harbour is set')
  const reply = await write('+17875550100', '123')
  expect(reply).toContain('la línea del puerto')
  expect(reply).toContain('la Fiscalía del Puerto')
  expect(await latest()).toMatchObject({ line_id: 'harbour', language: 'es' })
  const other = await write('+15555550100', '123')
  expect(other).toContain('You reached the tip line, run by this office.')
  expect(await latest()).toMatchObject({ line_id: 'main', language: 'en' })
})

test('a person who writes in the other language meets the names of the line in it', async () => {
  const reply = await write('+17875550100', 'They broke the door of my neighbor this morning')
  expect(reply).toContain('You reached the harbour line, run by the Harbour Prosecutor.')
})

test('a file set by another process is taken over while running', async () => {
  const file = readLineFile({ ...harbour, words: {}, agency: 'la Contraloría' })
  await saveLine(node.deps.db, file)
  expect(await write('+17875550100', '123')).toContain('la Fiscalía del Puerto')
  await reloadLines(node.deps)
  expect(await write('+17875550100', '123')).toContain('la Contraloría')
})

test('a notice of its own replaces ours, and is shown again when it changes', async () => {
  const from = person()
  const notice = (version: string, word: string) => ({
    version,
    words: { es: `${word}: {{line}} de {{agency}}.` },
  })
  await lineSet.run(node, { file: { ...harbour, notices: notice('1', 'Primero') } })
  expect(await write('+17875550100', '123', from)).toMatch(
    /^Primero: la línea del puerto de la Fiscalía del Puerto\./,
  )
  expect((await latest()).answers).toMatchObject({
    notice: { script_version: `${scriptVersion}+1` },
  })
  expect(await write('+17875550100', '4', from)).not.toContain('Primero')
  await lineSet.run(node, { file: { ...harbour, notices: notice('2', 'Segundo') } })
  expect(await write('+17875550100', 'Rompieron la puerta', from)).toMatch(/^Segundo: /)
})

test('a line offers only the languages it has', async () => {
  await lineSet.run(node, { file: { ...harbour, second_language: undefined, languages: ['es'] } })
  const reply = await write('+17875550100', 'They broke the door of my neighbor this morning')
  expect(reply).toContain('la Fiscalía del Puerto')
  expect(await latest()).toMatchObject({ language: 'es' })
})

test('an address belongs to one line', async () => {
  const file = { ...harbour, id: 'other' }
  await expect(lineSet.run(node, { file })).rejects.toMatchObject({
    code: 'conflict',
    message: 'addresses: one of them belongs to the line harbour',
  })
})

test('a file that is wrong changes nothing', async () => {
  const before = await lineShow.run(node, { id: 'harbour' })
  const file = { ...harbour, time_zone: randomUUID() }
  await expect(lineSet.run(node, { file })).rejects.toMatchObject({ code: 'bad-config' })
  expect(await lineShow.run(node, { id: 'harbour' })).toBe(before)
})

test('what is shown can be set again', async () => {
  const shown = await lineShow.run(node, { id: 'harbour' })
  await lineSet.run(node, { file: JSON.parse(shown) })
  expect(await lineShow.run(node, { id: 'harbour' })).toBe(shown)
  await expect(lineShow.run(node, { id: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' })
})

test('a row that this version cannot read leaves the lines as they were', async () => {
  const settings = JSON.stringify({ quiet: 'never' })
  await node.deps.db.updateTable('line').set({ settings }).where('id', '=', 'harbour').execute()
  await reloadLines(node.deps)
  expect(node.deps.lines.map(({ id }) => id)).toEqual(['harbour', 'main'])
  expect(await write('+17875550100', '123')).toContain('la Fiscalía del Puerto')
})
