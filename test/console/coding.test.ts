import axe from 'axe-core/axe.min.js?raw'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Coding } from '../../src/conversation/record.ts'
import { codeTip, readCodings } from '../../src/tips/coding/coding.ts'
import { findQuote, quotedWords, shownAs } from '../../src/tips/coding/quote.ts'
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

test('a row rests on words picked from the thread, which must be in the message they are from', async () => {
  const first = 'Two men in masks  broke\nthe door. My A-number is 123'
  const planted = await plantTip(desk.node.deps, {
    ...{ line: 'main' },
    messages: [
      { from: 'person', text: first },
      { from: 'person', text: 'One dragged him (by the arm)' },
      { from: 'line', text: 'What happened to your neighbor?' },
    ],
  })
  const [door = '', arm = ''] = planted.message_ids
  const { code } = planted
  const { page, complaints } = await desk.open('investigator', {
    ...{ javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
  })
  await page.goto(`/console/tips/${code}/coding`)
  await page.getByText('What the person wrote').click()
  expect(await page.locator('.said').innerText()).toContain('One dragged him (by the arm)')
  await page.getByRole('button', { name: 'Add Acts' }).press('Enter')
  await page.locator('[name="acts.0.act_type"]').selectOption('drag')
  const from = page.locator('[name="acts.0.quote_from"]')
  expect(await from.innerText()).not.toContain('your neighbor')
  await from.selectOption(door)
  const said = page.locator('[name="acts.0.quote_said"]')
  await said.fill('dragged him (by the arm)')
  await page.getByRole('button', { name: 'Save' }).first().click()
  expect(await page.getByRole('alert').innerText()).toContain('not in that message')
  expect([await said.inputValue(), await from.inputValue()]).toEqual([
    'dragged him (by the arm)',
    door,
  ])
  await from.selectOption('')
  await page.getByRole('button', { name: 'Add these words' }).click()
  expect(await page.locator('.quotes q').allInnerTexts()).toEqual(['dragged him (by the arm)'])
  await said.fill('masks broke the door')
  await said.press('Enter')
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
  const [version] = await readCodings(desk.node.deps, await requireTip(desk.node.deps, code))
  expect(version?.coding?.acts[0]?.quotes).toEqual([
    { message_id: arm, start: 4, end: 28 },
    { message_id: door, start: 11, end: 32 },
  ])
  await page.getByRole('button', { name: 'Remove Quote 1' }).click()
  expect(await page.locator('.quotes q').allInnerTexts()).toEqual(['masks broke the door'])
  const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect(over).toBe(0)
  if (shots) await page.screenshot({ path: `${shots}/coding-quotes.png`, fullPage: true })
  expect(complaints.filter((one) => !one.includes('400'))).toEqual([])
  await page.context().close()
})

test('as much as a coding may hold goes through the form', async () => {
  const { deps } = desk.node
  const { code } = await plantTip(deps, { line: 'main' })
  const description = 'tall, red hair. '.repeat(100)
  const rows = Array.from({ length: 100 }, (_, n) => ({
    ...{ [`agents.${n}`]: '', [`agents.${n}.label`]: `A${n + 1}` },
    [`agents.${n}.description`]: description,
  }))
  const form: Record<string, string> = Object.assign({ after: '0' }, ...rows)
  const { page } = await desk.open('investigator')
  const sent = await page.request.post(`/console/tips/${code}/coding`, {
    ...{ form, headers: { Origin: desk.url }, maxRedirects: 0 },
  })
  expect(sent.status()).toBe(303)
  const [version] = await readCodings(deps, await requireTip(deps, code))
  expect(version?.coding?.agents[99]).toEqual({ label: 'A100', description: description.trim() })
  await page.context().close()
})

test('nothing that views hide is part of a quote, nor shown by one', () => {
  const text = 'Call me at 555 0100, he was hit twice, he was hit'
  const masked = [{ start: 11, end: 19, kind: 'phone' as const }]
  const messages = [{ id: 'm', at: '', text, masked }]
  expect(findQuote(messages, 'at 555')).toBeUndefined()
  expect(findQuote(messages, '.*')).toBeUndefined()
  expect(findQuote(messages, ' ')).toBeUndefined()
  const quote = findQuote(messages, 'he was  hit') ?? { message_id: '', start: 0, end: 0 }
  expect(quotedWords(messages, quote)).toBe('he was hit')
  expect(quotedWords(messages, { ...quote, start: 12 })).toBeUndefined()
  expect(quotedWords([], quote)).toBeUndefined()
  expect(shownAs({ text, masked }).text).not.toContain('0100')
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
