import axe from 'axe-core/axe.min.js?raw'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Coding } from '../../src/conversation/record.ts'
import { codeTip, readCodings } from '../../src/tips/coding/coding.ts'
import { requireTip } from '../../src/tips/read.ts'
import { addRow, readForm, removeRow } from '../../src/console/coding-form.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { plantTip } from '../support/plant.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const shots = process.env['SHOTS']

test('a tip is coded by keyboard, row by row, and a second who saves meanwhile loses nothing', async () => {
  const { code } = await plantTip(desk.node.deps, { line: 'main' })
  const tip = await requireTip(desk.node.deps, code)
  const { page, complaints } = await desk.open('investigator')
  await page.goto(`/console/tips/${code}`)
  await page.getByRole('link', { name: 'Coding' }).click()
  await page.getByRole('button', { name: 'Add Persons' }).press('Enter')
  await page.waitForFunction('document.activeElement?.name === "persons.0.relation"')
  await page.keyboard.type('Neighbour')
  await page.getByRole('button', { name: 'Add Agents' }).press('Enter')
  await page.locator('[name="agents.0.description"]').fill('tall, red hair')
  await page.getByRole('button', { name: 'Add Acts' }).press('Enter')
  await page.locator('[name="acts.0.act_type"]').selectOption('takedown')
  await page.locator('[name="acts.0.agent"]').fill('A1')
  await page.locator('[name="acts.0.person"]').fill('P1')
  const theirs = Coding.parse({ persons: [{ label: 'P1', relation: 'family' }] })
  await codeTip(desk.node.deps, tip, { coding: theirs, after: 0, coded_by: randomUUID() })
  await page.locator('[name="acts.0.person"]').press('Enter')
  expect(await page.getByRole('alert').innerText()).toContain('Version 1 was saved by somebody')
  expect(await page.locator('[name="agents.0.description"]').inputValue()).toBe('tall, red hair')
  await page.locator('summary').click()
  expect(await page.getByRole('alert').innerText()).toContain('Family')
  if (shots) await page.screenshot({ path: `${shots}/coding-conflict.png`, fullPage: true })
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] }
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
  const versions = await readCodings(desk.node.deps, tip)
  expect(versions.map(({ version, coding }) => [version, coding?.acts.length])).toEqual([
    [2, 1],
    [1, 0],
  ])
  expect(versions[0]?.coding).toMatchObject({
    persons: [{ label: 'P1', relation: 'neighbour' }],
    agents: [{ label: 'A1', description: 'tall, red hair' }],
    acts: [{ act_type: 'takedown', agent: 'A1', person: 'P1' }],
  })
  expect(complaints.filter((one) => !one.includes('409'))).toEqual([])
  await page.context().close()
})

test('what is not right is said, and stays as it was typed', async () => {
  const { code } = await plantTip(desk.node.deps, { line: 'main' })
  const { page } = await desk.open('investigator', { viewport: { width: 390, height: 844 } })
  await page.goto(`/console/tips/${code}/coding`)
  await page.getByRole('button', { name: 'Add Acts' }).click()
  await page.locator('[name="acts.0.agent"]').fill('A7')
  await page.locator('[name="acts.0.means"]').fill('a rope')
  await page.getByRole('button', { name: 'Save' }).first().click()
  expect(await page.getByRole('alert').innerText()).toContain('nothing is lost')
  expect(await page.locator('[name="acts.0.means"]').inputValue()).toBe('a rope')
  const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect(over).toBe(0)
  if (shots) await page.screenshot({ path: `${shots}/coding-wrong.png`, fullPage: true })
  await page.context().close()
})

test('who only reads sees what is coded and no form', async () => {
  const { code } = await plantTip(desk.node.deps, { line: 'main' })
  const tip = await requireTip(desk.node.deps, code)
  const coding = Coding.parse({ agents: [{ label: 'A1', agency: 'ICE_ERO', face: 'balaclava' }] })
  await codeTip(desk.node.deps, tip, { coding, after: 0, coded_by: randomUUID() })
  const { page } = await desk.open('viewer')
  await page.goto(`/console/tips/${code}/coding`)
  const text = await page.locator('main').innerText()
  expect(text).toContain('A1: Agency: ICE ERO · Face: Balaclava')
  expect(await page.locator('form.coding').count()).toBe(0)
  await page.context().close()
})

test('a form gives back what it was given, with rows added and taken away', () => {
  const quotes = [{ message_id: randomUUID(), start: 0, end: 4 }]
  const typed = readForm({
    ...{ 'persons.0': '', 'persons.0.label': 'P1', 'persons.0.doing': ['filming', 'talking'] },
    ...{ 'acts.0': '', 'acts.0.act_type': 'drag', 'acts.0.order': '2' },
    ...{ 'acts.0.quotes': JSON.stringify(quotes), place_type: 'street', reason_given: ' ' },
  })
  expect(typed).toMatchObject({
    persons: [{ label: 'P1', doing: ['filming', 'talking'] }],
    acts: [{ act_type: 'drag', order: 2, quotes }],
    place_type: 'street',
  })
  expect(typed).not.toHaveProperty('reason_given')
  const more = addRow(addRow(typed, 'persons'), 'nothing')
  expect(more['persons']).toMatchObject([{ label: 'P1' }, { label: 'P2' }])
  expect(removeRow(more, 'persons.0')['persons']).toEqual([{ label: 'P2' }])
})
