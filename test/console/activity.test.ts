import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Desk, openDesk } from '../support/desk.ts'
import { readThread } from '../support/read-thread.ts'

let desk: Desk
let code = ''
beforeAll(async () => {
  desk = await openDesk()
  const { deps } = desk.node
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from: '+15555581001', to: '+15555550100' },
    content: { type: 'message' as const, text: 'They took the brown bicycle', files: [] },
  }
  const arrival = { from: 'outside', line: 'main', inbound, at: Date.now() } as const
  const { thread_id } = await deps.turns.advance(arrival)
  code = (await readThread(deps, thread_id)).tips[0]?.code ?? ''
}, 120_000)
afterAll(() => desk.close())

test('an auditor reads who looked for what and opened which tip, and finds the one act in question', async () => {
  const staff = await desk.open('investigator')
  await staff.page.goto('/console?status=new')
  await staff.page.getByRole('searchbox').fill('brown bicycle')
  await staff.page.getByRole('button', { name: 'Filter', exact: true }).click()
  await staff.page.locator('.sought').waitFor()
  await staff.page.goto(`/console/tips/${code}`)
  expect((await staff.page.goto('/console/ledger'))?.status()).toBe(403)
  const { page, complaints } = await desk.open('auditor')
  await page.goto('/console')
  await page.getByRole('link', { name: 'Activity' }).click()
  const lines = page.locator('.happenings li')
  const told = (await lines.allInnerTexts()).join('\n')
  expect(told).toMatch(/investigator@example.org\s+Tips were searched · tips shown: 0/)
  expect(told).toMatch(new RegExp(`The tip was looked at\\s+${code}`))
  expect(told).toMatch(/Somebody was refused · .*\/ledger/)
  expect(told).not.toMatch(/bicycle/)
  await page.getByLabel('What').selectOption({ label: 'The tip was looked at' })
  await page.getByRole('button', { name: 'Filter' }).click()
  expect(await lines.count()).toBe(1)
  await lines.getByRole('link', { name: code }).click()
  await page.waitForURL(`**/console/tips/${code}`)
  expect(complaints).toEqual([])
})

test('a list that asks again every few seconds is one search', async () => {
  const { page } = await desk.open('supervisor')
  await page.goto('/console')
  await page.getByRole('searchbox').fill('bicycle')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const asked = await page.waitForResponse('**/console/live/tips?**')
  expect(asked.status()).toBeLessThan(300)
  const searched = await desk.node.deps.db
    .selectFrom('event')
    .select('details')
    .where('action', '=', 'tip.searched')
    .where('actor', 'like', 'staff:%')
    .execute()
  expect(searched).toHaveLength(2)
  expect(JSON.stringify(searched)).not.toContain('bicycle')
})

test('long lists come in pages, and what is asked for stays', async () => {
  const { db } = desk.node.deps
  const event = { actor: 'command', action: 'config.changed', at: new Date() }
  const rows = Array.from({ length: 230 }, (_, n) => ({
    ...event,
    ...{ objects: '[]', details: JSON.stringify({ what: 'line', id: `line-${n}` }) },
  }))
  await db.insertInto('event').values(rows).execute()
  const { page } = await desk.open('administrator')
  await page.goto('/console/activity?who=command&what=config.changed')
  const lines = page.locator('.happenings li')
  const counts = [await lines.count()]
  while (await page.getByRole('link', { name: 'Older' }).count()) {
    await page.getByRole('link', { name: 'Older' }).click()
    await page.waitForLoadState()
    counts.push(await lines.count())
  }
  expect(counts.slice(0, 2)).toEqual([100, 100])
  expect(counts).toHaveLength(3)
  expect(await page.getByLabel('Who').inputValue()).toBe('command')
  expect((await page.goto('/console/activity?who=a%00b'))?.status()).toBe(200)
})

test('others neither find the page nor get it', async () => {
  const { page } = await desk.open('viewer')
  await page.goto('/console')
  expect(await page.locator('header nav a').allInnerTexts()).not.toContain('Activity')
  expect((await page.goto('/console/activity'))?.status()).toBe(403)
})

test.runIf(process.env['LOOK'])('looks', { timeout: 200_000 }, async () => {
  for (const width of [1440, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const options = { viewport: { width, height: 900 }, colorScheme }
      const { page } = await desk.open('administrator', options)
      await page.goto('/console/activity')
      const path = `${process.env['LOOK']}/activity-${width}-${colorScheme}.png`
      await page.screenshot({ path })
    }
  }
})
