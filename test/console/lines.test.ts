import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLineFile, saveLine } from '../../src/lines/store.ts'
import { reloadLines } from '../../src/lines/reload.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { plantTip } from '../support/plant.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  const { deps } = desk.node
  const main = await findLineFile(deps.db, 'main')
  const statute = {
    ...{ statute: '8 CFR 287.8', name: 'Standards for enforcement', effective_from: '1994-08-17' },
    ...{ status: 'in force', checked_on: '2020-01-01' },
    enforceable_against_federal: 'stayed' as const,
    source: 'https://www.ecfr.gov/current/title-8/section-287.8',
  }
  await saveLine(deps.db, {
    ...main!,
    script_version: '2020-01',
    hours: [{ days: ['mon', 'fri'], from: '09:00', to: '17:00' }],
    jurisdiction: { name: 'a made-up county', statutes: [statute] },
  })
  await reloadLines(deps)
  await plantTip(deps, { code: 'T-0000-0001', line: 'main' })
})
afterAll(() => desk.close())

test('administrators see what a line is set to, and what to look at', async () => {
  const { page, complaints } = await desk.open('administrator')
  await page.goto('/console')
  await page.getByRole('link', { name: 'Lines' }).click()
  const text = await page.locator('main').innerText()
  for (const words of [
    '2020-01 is signed off',
    '8 CFR 287.8 was last looked up on 2020-01-01',
    'English · default · not reviewed by a native reader',
    'Mon, Fri 09:00–17:00',
    'Spam: 90 days',
    'After 2 hours',
    'stayed as to federal agents',
  ]) {
    expect(text).toContain(words)
  }
  expect(complaints).toEqual([])
  await page.context().close()
})

test('on a phone every value has the whole width under its name', async () => {
  const { db } = desk.node.deps
  await db.deleteFrom('investigator').where('email', '=', 'administrator@example.org').execute()
  const { page } = await desk.open('administrator', { viewport: { width: 390, height: 844 } })
  await page.goto('/console/lines')
  const widths = await page
    .locator('.line-sheet dl > div')
    .evaluateAll((rows) => rows.map((row) => [row.clientWidth, row.lastElementChild?.clientWidth]))
  for (const [row, value] of widths) expect(value).toBe(row)
  await page.context().close()
})

test('others have no such page, but investigators see the law and the hours beside a tip', async () => {
  const { page } = await desk.open('investigator')
  const refused = await page.goto('/console/lines')
  expect(refused?.status()).toBe(403)
  await page.goto('/console/tips/T-0000-0001')
  expect(await page.getByRole('link', { name: 'Lines' }).count()).toBe(0)
  expect(await page.locator('.facts').innerText()).toMatch(/(somebody|nobody) reads now/)
  await page.getByText('Law to check').click()
  expect(await page.locator('.law').innerText()).toContain('check whether it still stands so')
  await page.context().close()
})
