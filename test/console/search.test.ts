import type { Page } from 'playwright-core'
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
  await look(page, 'VENTANA rojo')
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
  await page.goto('/console?agency=ICE_ERO')
  await page.locator('[name=tag]').fill('raid')
  await look(page, 't-0000-0001')
  expect(await codes()).toEqual(['T-0000-0001'])
  await look(page, 'zeppelin')
  expect(await page.locator('.empty').innerText()).toContain('No tip matches')
  await page.context().close()
})

test('what is typed and who is named is in no address, yet links, going back and reloading find it', async () => {
  const other = await desk.open('supervisor')
  const { page, complaints } = await desk.open('viewer')
  const seen: string[] = []
  page.on('request', (request) => {
    seen.push(request.url(), JSON.stringify(request.headers()))
  })
  page.on('response', (response) => seen.push(JSON.stringify(response.headers())))
  const codes = () => page.locator('.row-link').allInnerTexts()
  await page.goto('/console?agency=ICE_ERO')
  await page.locator('[name=tag]').fill('raid')
  await look(page, 'VENTANA rojo')
  expect(await page.locator('.sought').innerText()).toContain('VENTANA rojo')
  const found = page.url()
  expect(found).toMatch(/\?agency=ICE_ERO&find=[\w-]+$/)
  await page.waitForResponse('**/console/live/tips?**')
  await page.locator('.tabs').getByText('New').click()
  expect(await codes()).toEqual(['T-0000-0001'])
  await page.getByRole('link', { name: 'T-0000-0001' }).click()
  await page.waitForURL('**/tips/T-0000-0001')
  await page.goBack()
  await page.goBack()
  expect(page.url()).toBe(found)
  await page.reload()
  expect(await codes()).toEqual(['T-0000-0001'])
  expect(await page.title()).toBe('Tips · Tipthread')
  await page.getByRole('link', { name: 'Clear the search' }).click()
  expect(await page.getByRole('searchbox').inputValue()).toBe('')
  expect(await page.locator('[name=tag]').inputValue()).toBe('raid')
  await page.locator('[name=tag]').fill('')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  expect(page.url()).toMatch(/\?agency=ICE_ERO$/)
  await page.selectOption('[name=assignee]', 'supervisor@example.org')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.locator('.empty').waitFor()
  expect(await page.inputValue('[name=assignee]')).toBe('supervisor@example.org')
  expect(seen.join('\n')).not.toMatch(/ventana|rojo|raid|supervisor/i)
  expect(complaints).toEqual([])
  await other.page.goto(found)
  expect(await other.page.getByRole('searchbox').inputValue()).toBe('VENTANA rojo')
  await page.context().close()
  await other.page.context().close()
})

test('a link whose words cannot be read says so above the list, which keeps its other filters', async () => {
  const { page } = await desk.open('viewer')
  for (const find of ['x', '%00', 'A'.repeat(200)]) {
    await page.goto(`/console?act=entry&find=${find}`)
    expect(await page.locator('[role=status].alert').innerText()).toContain('cannot be read')
    expect(await page.locator('.row-link').allInnerTexts()).toEqual(['T-0000-0002'])
    expect(await page.locator('#queue').getAttribute('hx-get')).not.toContain('find')
  }
  await page.context().close()
})

async function look(page: Page, words: string): Promise<void> {
  await page.getByRole('searchbox').fill(words)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
}
