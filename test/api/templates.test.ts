import { afterAll, beforeAll, expect, test } from 'vitest'
import { templates } from '../../src/conversation/templates.ts'
import { languages } from '../../src/i18n/languages.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'
import { readThread } from '../support/read-thread.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('investigator', 'viewer')
})
afterAll(() => desk.node.close())

test('every template is there in every language', async () => {
  const { status, json } = await desk.call('viewer', '/templates')
  expect(status).toBe(200)
  expect(json.items.map(({ id }: { id: string }) => id)).toEqual(templates.map(({ id }) => id))
  for (const { text } of json.items) {
    expect(Object.keys(text)).toEqual(languages.map(({ code }) => code))
    expect(new Set(Object.values(text)).size).toBe(languages.length)
  }
})

test("a template goes out in the person's language, and is queued", async () => {
  const { code, thread_id } = await desk.tipOf(
    'Vi a unos agentes romper la puerta de mi vecino ayer',
  )
  const path = `/tips/${code}/messages`
  const sent = await desk.call('investigator', path, 'POST', { template: 'what_time' })
  expect(sent).toMatchObject({
    status: 201,
    json: { text: '¿A qué hora fue? Envíe lo que sepa.', language: 'es', status: 'queued' },
  })
  const { messages } = await readThread(desk.node.deps, thread_id)
  expect(messages.at(-1)?.body.text).toBe('¿A qué hora fue? Envíe lo que sepa.')
})

test.each([
  [{ template: 'what_colour' }],
  [{ template: 'what_time', text: 'x' }],
  [{ template: '' }],
  [{}],
])('%j is no follow-up', async (body) => {
  const { code } = await desk.tipOf('Hello')
  const sent = await desk.call('investigator', `/tips/${code}/messages`, 'POST', body)
  expect(sent).toMatchObject({ status: 400, json: { code: 'bad-request' } })
})
