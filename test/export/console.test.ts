import axe from 'axe-core/axe.min.js?raw'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyAt } from '../../src/workshop/verify-package.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { tellInArabic, type Told } from './arabic-tip.ts'

let desk: Desk
let told: Told
let home = ''

beforeAll(async () => {
  desk = await openDesk()
  told = await tellInArabic(desk.node.deps)
  home = await mkdtemp(join(tmpdir(), 'tipthread-console-'))
}, 120_000)
afterAll(async () => {
  await desk.close()
  await rm(home, { recursive: true, force: true })
})

test('a tip is taken out by a page that says what leaves', async () => {
  const { page, complaints } = await desk.open('investigator')
  await page.goto(`/console/tips/${told.row.code}`)
  await page.getByRole('link', { name: 'Export' }).click()
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] }
  expect(violations.map(({ id }) => id)).toEqual([])
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Make the package' }).click()
  const download = await begun
  const path = join(home, download.suggestedFilename())
  await download.saveAs(path)
  expect(await verifyAt(path)).toMatchObject({ wrong: [] })
  expect(complaints).toEqual([])
  await page.context().close()
}, 60_000)

test('what is hidden does not leave without a reason', async () => {
  const { page } = await desk.open('investigator')
  await page.goto(`/console/tips/${told.row.code}/export`)
  await page.getByLabel('The tip, with hidden words shown').check()
  await page.getByRole('button', { name: 'Make the package' }).click()
  expect(await page.getByRole('alert').innerText()).toContain('need a reason')
  expect(await page.getByLabel('The tip, with hidden words shown').isChecked()).toBe(true)
  await page.context().close()
})

test('what was typed stays when it is refused: nothing else is taken out by pressing again', async () => {
  const { page } = await desk.open('investigator')
  await page.goto(`/console/tips/${told.row.code}/export`)
  await page.getByLabel('Who wrote, in a package of its own').check()
  await page.locator('[name=reason]').fill('A court order <of today>')
  await page.locator('[name=to]').fill('age1no\nkey')
  await page.getByRole('button', { name: 'Make the package' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.locator('[name=what]:checked').getAttribute('value')).toBe('identity')
  expect(await page.inputValue('[name=reason]')).toBe('A court order <of today>')
  expect(await page.inputValue('[name=to]')).toBe('age1no\nkey')
  await page.context().close()
})

test('who only reads is offered nothing and is refused', async () => {
  const { page } = await desk.open('viewer')
  await page.goto(`/console/tips/${told.row.code}`)
  expect(await page.getByRole('link', { name: 'Export' }).count()).toBe(0)
  const answer = await page.goto(`/console/tips/${told.row.code}/export`)
  expect(answer?.status()).toBe(403)
  await page.context().close()
})
