import { afterAll, beforeAll, expect, test } from 'vitest'
import { indexTips } from '../../src/tips/search/index-words.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { plantTip } from '../support/plant.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  const { id } = await plantTip(desk.node.deps, {
    ...{ code: 'T-0000-0001', line: 'main', language: 'es', stage: 'submitted' },
    messages: [{ from: 'person', text: 'Rompieron la ventana de un carro rojo' }],
    answers: { acts: { codes: ['force'] }, agency: { codes: ['ICE_ERO'] } },
  })
  await desk.node.deps.db
    .updateTable('tip')
    .set({ tags: ['raid'] })
    .where('id', '=', id)
    .execute()
  const other = await plantTip(desk.node.deps, {
    ...{ code: 'T-0000-0002', line: 'main', stage: 'submitted' },
    messages: [{ from: 'person', text: 'They broke the window of a red car' }],
    answers: { acts: { codes: ['entry'] } },
  })
  await indexTips(desk.node.deps, [id, other.id])
})
afterAll(() => desk.close())

test('the list is searched by words and narrowed further, without scripts too', async () => {
  const { page } = await desk.open('viewer', { javaScriptEnabled: false })
  const codes = () => page.locator('.row-link').allInnerTexts()
  await page.goto('/console')
  expect(await codes()).toHaveLength(2)
  await page.getByRole('searchbox').fill('VENTANA rojo')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  expect(await codes()).toEqual(['T-0000-0001'])
  expect(await page.getByRole('searchbox').inputValue()).toBe('VENTANA rojo')
  await page.goto('/console')
  await page.getByText('More filters').click()
  await page.selectOption('[name=act]', 'entry')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  expect(await codes()).toEqual(['T-0000-0002'])
  await page.locator('.tabs').getByText('Closed').click()
  expect(await codes()).toEqual([])
  expect(page.url()).toContain('act=entry')
  await page.goto('/console?tag=raid&agency=ICE_ERO&q=t-0000-0001')
  expect(await codes()).toEqual(['T-0000-0001'])
  await page.goto('/console?q=zeppelin')
  expect(await page.locator('.empty').innerText()).toContain('No tip matches')
  await page.context().close()
})
