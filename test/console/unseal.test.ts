import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InboundContent } from '../../src/channels/channel.ts'
import { type Desk, openDesk } from '../support/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

async function write(from: string, text: string, more: Partial<InboundContent> = {}) {
  const content = { type: 'message', text, files: [], ...more } as InboundContent
  const turn = await desk.node.deps.turns.advance({
    ...{ from: 'outside', line: 'main', at: Date.now() },
    inbound: { channel: 'sms', provider_id: randomUUID(), from, to: '', raw: '', content },
  })
  const tip = desk.node.deps.db.selectFrom('tip').select('code')
  const row = await tip.where('thread_id', '=', turn.thread_id).executeTakeFirstOrThrow()
  return { ...turn, code: row.code }
}

const text = 'They took my neighbor this morning, his SSN is 123-45-6789 and he is undocumented'

test('what is masked is a block in the list, the account and the thread, and opens for a reason', async () => {
  const { code } = await write('+15555553001', text)
  const { page, complaints } = await desk.open('investigator')
  await page.goto('/console')
  expect(await page.locator(`#tip-${code} .excerpt`).innerText()).toContain('hidden: a number')
  await page.goto(`/console/tips/${code}`)
  const seen = await page.locator('main').innerText()
  expect(seen).toContain('his SSN is hidden: a number and he is hidden: status')
  expect(await page.content()).not.toMatch(/123-45|undocumented/)
  await page.getByRole('link', { name: 'Show what is hidden' }).click()
  await page.getByLabel('Why do you need to see it?').fill('to call the family')
  await page.getByRole('button', { name: 'Show it' }).click()
  expect(await page.locator('blockquote').innerText()).toBe(text)
  await page.goto(`/console/tips/${code}/unseal`)
  await page.getByLabel('Why do you need to see it?').fill('a subpoena')
  await page.getByRole('button', { name: 'Show it' }).click()
  expect(await page.locator('main').innerText()).toContain('+15555553001')
  expect(complaints).toEqual([])
  const events = await desk.node.deps.db.selectFrom('event').select('action').execute()
  expect(events.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['words.unmasked', 'identity.unsealed']),
  )
  await page.context().close()
})

test('who only reads is offered nothing and is refused', async () => {
  const { code, message_id } = await write('+15555553002', text)
  const { page } = await desk.open('viewer')
  await page.goto(`/console/tips/${code}`)
  expect(await page.getByRole('link', { name: 'Show what is hidden' }).count()).toBe(0)
  expect(await page.getByRole('link', { name: 'Show the address' }).count()).toBe(0)
  const path = `/console/tips/${code}/messages/${message_id}/unmask`
  expect((await page.goto(path))?.status()).toBe(403)
  const status = await page.evaluate(
    (at) =>
      fetch(at, { method: 'POST', body: new URLSearchParams({ reason: 'I want to' }) }).then(
        (answer) => answer.status,
      ),
    path,
  )
  expect(status).toBe(403)
  await page.context().close()
})

test('while it is happening the page says why it shows no place, and does when they are safe', async () => {
  const from = '+15555553003'
  const { code } = await write(from, 'They are here')
  await write(from, '1')
  const place = { latitude: 41.88, longitude: -87.62, label: 'Oak Park' }
  await write(from, 'by the bakery', { place })
  const { page } = await desk.open('investigator')
  await page.goto(`/console/tips/${code}`)
  const words = 'Hidden until they say they are safe'
  expect(await page.locator('#answer-place').innerText()).toContain(words)
  expect(await page.locator('.thread').innerText()).toContain(words)
  expect(await page.content()).not.toMatch(/41\.88|Oak Park|bakery/)
  await write(from, 'I am safe')
  await page.locator('#answer-place', { hasText: '41.88000' }).waitFor()
  expect(await page.locator('.thread').innerText()).toContain('by the bakery')
  await page.context().close()
})
