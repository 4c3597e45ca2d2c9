import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addInvestigator } from '../../src/auth/link.ts'
import { openDesk, type Desk } from '../support/desk.ts'
import { plantTip } from '../support/plant.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

/** Two people with the same tip before them. */
async function openForTwo(): Promise<{ code: string; one: Page; other: Page; close(): unknown }> {
  const { code } = await plantTip(desk.node.deps, { line: 'main' })
  const { page: one } = await desk.open('investigator')
  const { page: other } = await desk.open('supervisor')
  await Promise.all([one, other].map((page) => page.goto(`/console/tips/${code}`)))
  const close = () => Promise.all([one, other].map((page) => page.context().close()))
  return { code, one, other, close }
}

const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click()

function decided(code: string) {
  return desk.node.deps.db
    .selectFrom('tip')
    .leftJoin('investigator', 'investigator.id', 'tip.assignee')
    .select(['tip.status', 'tip.severity', 'investigator.email as assignee'])
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
}

test('a form opened earlier changes what was changed in it, and takes nothing back', async () => {
  const { code, one, other, close } = await openForTwo()
  await other.selectOption('[name=status]', 'closed')
  await other.selectOption('[name=assignee]', 'supervisor@example.org')
  await save(other)
  await one.selectOption('[name=severity]', 'high')
  await save(one)
  const assignee = 'supervisor@example.org'
  expect(await decided(code)).toEqual({ status: 'closed', severity: 'high', assignee })
  expect(await one.locator('[role=alert]').count()).toBe(0)
  await close()
})

test('of two who change the same, the second is told and shown what the first did', async () => {
  const { code, one, other, close } = await openForTwo()
  await other.selectOption('[name=severity]', 'critical')
  await save(other)
  await one.selectOption('[name=severity]', 'low')
  await save(one)
  expect(await one.locator('[role=alert]').innerText()).toContain('Somebody else')
  expect(await one.inputValue('[name=severity]')).toBe('critical')
  expect(await decided(code)).toMatchObject({ severity: 'critical' })
  await close()
})

test('a tip stays with somebody who may not be given tips any more, until it is given away', async () => {
  const { code } = await plantTip(desk.node.deps, { line: 'main' })
  const { page } = await desk.open('investigator')
  await page.goto(`/console/tips/${code}`)
  await page.selectOption('[name=assignee]', 'investigator@example.org')
  await save(page)
  const demoted = { email: 'investigator@example.org', name: 'Ana', role: 'viewer' } as const
  await addInvestigator(desk.node.deps, demoted)
  const { page: other } = await desk.open('supervisor')
  await other.goto(`/console/tips/${code}`)
  expect(await other.inputValue('[name=assignee]')).toBe(demoted.email)
  await other.selectOption('[name=severity]', 'high')
  await save(other)
  expect(await decided(code)).toMatchObject({ severity: 'high', assignee: demoted.email })
  await Promise.all([page, other].map((one) => one.context().close()))
})
