import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Desk, openDesk } from '../support/desk.ts'
import { plantTip } from '../support/plant.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

async function write(from: string, text: string) {
  const turn = await desk.node.deps.turns.advance({
    ...{ from: 'outside', line: 'main', at: Date.now() - 3_600_000 },
    inbound: {
      ...{ channel: 'sms', provider_id: randomUUID(), from, to: '', raw: '' },
      content: { type: 'message', text, files: [] },
    },
  })
  const tip = desk.node.deps.db.selectFrom('tip').select(['id', 'code'])
  return tip.where('thread_id', '=', turn.thread_id).executeTakeFirstOrThrow()
}

test('what is grave or happening now stands on top until somebody has dealt with it, and says why', async () => {
  const grave = await write('+15555554001', 'They shot a man at the corner store and he died')
  const now = await write('+15555554002', 'Hello')
  await write('+15555554002', '1')
  const calm = await plantTip(desk.node.deps, { line: 'main' })
  const { page } = await desk.open('investigator')
  const order = async (query = '') => {
    await page.goto(`/console${query}`)
    return page.locator('.row-link').allInnerTexts()
  }
  expect(await order()).toEqual([now.code, grave.code, calm.code])
  expect(await page.locator(`#tip-${grave.code} .flag`).innerText()).toBe('A death')
  expect(await page.locator(`#tip-${now.code} .flag`).innerText()).toBe('Happening now')
  expect(await order('?flag=death')).toEqual([grave.code])
  await desk.node.deps.db
    .updateTable('tip')
    .set({ status: 'closed' })
    .where('id', '=', grave.id)
    .execute()
  expect(await order()).toEqual([now.code, calm.code, grave.code])
  await page.goto(`/console/tips/${grave.code}`)
  expect(await page.locator('.facts').innerText()).toContain('A death')
  await page.context().close()
})

test('what was read from the account is marked, confirmed by a press, or said not to be right', async () => {
  const from = '+15555554003'
  const { code } = await write(from, 'Two men in masks broke the window of my car on Oak Street')
  const { page, complaints } = await desk.open('investigator')
  await page.goto(`/console/tips/${code}`)
  const face = page.locator('#answer-identification')
  expect(await face.innerText()).toContain('nobody has confirmed it')
  expect(await face.innerText()).toContain('Face covered')
  await face.getByRole('button', { name: 'Confirm' }).click()
  await face.locator('.origin', { hasText: 'coded by staff' }).waitFor()
  expect(await face.innerText()).not.toContain('nobody has confirmed it')
  await page.locator('#answer-acts').getByRole('button', { name: 'Not right' }).click()
  await page.waitForFunction('!document.querySelector("#answer-acts")')
  expect(complaints).toEqual([])
  const { page: other } = await desk.open('viewer')
  await other.goto(`/console/tips/${code}`)
  expect(await other.getByRole('button', { name: 'Confirm' }).count()).toBe(0)
  await Promise.all([page.context().close(), other.context().close()])
})
