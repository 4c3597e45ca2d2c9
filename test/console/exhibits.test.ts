import axe from 'axe-core/axe.min.js?raw'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspectFile } from '../../src/evidence/inspection/inspect.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { photo } from '../evidence/hostile.ts'
import { streamOf, tipWithFiles } from '../evidence/tip.ts'
import { openDesk, type Desk } from '../support/desk.ts'
import { tipWithExhibits } from '../support/exhibits.ts'

let desk: Desk
let code = ''
let tip_id = ''
let ids: string[] = []

beforeAll(async () => {
  desk = await openDesk()
  const planted = await tipWithExhibits(desk.node.deps)
  code = planted.code
  tip_id = planted.tip_id
  ids = planted.ids
})
afterAll(() => desk.close())

const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { target: string[] }[] }[]
  }
  const over = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)
  return over > 0 ? [...found, `${over} pixels too wide`] : found
}

function cardOf(page: Page, index: number) {
  return page.locator(`#exhibit-${ids[index]}`)
}

async function actionsOf(index: number): Promise<string[]> {
  const rows = await desk.node.deps.db
    .selectFrom('event')
    .select(['action', 'actor', 'details'])
    .orderBy('id')
    .execute()
  return rows
    .filter(({ details }) => (details as { evidence_id?: string }).evidence_id === ids[index])
    .map(({ action, actor }) => `${action} ${actor.replace(/:.*/, '')}`)
}

describe.each([
  ['light', wide, 'en-US'],
  ['dark', narrow, 'es-MX'],
] as const)('in %s at %j in %s', (colorScheme, viewport, locale) => {
  test.each([
    ['the panel', undefined],
    ['a photo', 0],
    ['a harmful file', 7],
  ])('%s has no fault that axe can find and breaks no policy', async (_name, index) => {
    const options = { colorScheme, viewport, locale }
    const { page, complaints } = await desk.open('investigator', options)
    const exhibit = index === undefined ? '' : `/exhibits/${ids[index]}`
    await page.goto(`/console/tips/${code}${exhibit}`)
    expect(await faults(page)).toEqual([])
    expect(await page.locator('main').innerText()).not.toMatch(/console\.\w+|undefined|\[object/)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

test('every file says where it stands, what copy it is and what it is like', async () => {
  const { db } = desk.node.deps
  const damage = { damage: 'changed' } as const
  await db
    .updateTable('evidence')
    .set(damage)
    .where('id', '=', ids[4] ?? '')
    .execute()
  const { page } = await desk.open('investigator', { viewport: wide })
  await page.goto(`/console/tips/${code}`)
  const texts = await Promise.all(ids.map((_, index) => cardOf(page, index).innerText()))
  const expected: [number, string[]][] = [
    [0, ['E1', 'As the device made it', 'The file says: Nov 23, 2026, 2:05 PM (UTC−06:00)']],
    [1, ['E2', 'Recompressed on its way', 'Looks like E1']],
    [2, ['E3', 'Same file as E1']],
    [3, ['E4', 'Screenshot']],
    [4, ['E5', 'The stored file was changed since it came in']],
    [5, ['E6', 'No preview of this kind of file']],
    [6, ['E7', 'damaged, cut off or not what it claims to be']],
    [7, ['E8', 'the virus scanner found something']],
    [8, ['Could not be fetched: the provider did not answer', 'Try again']],
    [9, ['Arriving']],
  ]
  for (const [index, words] of expected) {
    for (const word of words) expect(texts[index]).toContain(word)
  }
  expect(await cardOf(page, 7).locator('img').count()).toBe(0)
  await page.context().close()
})

test('a picture is blurred until somebody shows it, by keyboard too, and stays shown', async () => {
  const { page } = await desk.open('investigator', { viewport: wide })
  await page.goto(`/console/tips/${code}`)
  const blurOf = (index: number) =>
    cardOf(page, index)
      .locator('img')
      .evaluate((image) => (globalThis as any).getComputedStyle(image).filter)
  expect(await blurOf(0)).toContain('blur')
  await cardOf(page, 0).locator('label').click()
  await cardOf(page, 1).locator('.reveal').focus()
  await page.keyboard.press('Space')
  expect([await blurOf(0), await blurOf(1)]).toEqual(['none', 'none'])
  const sizes = () =>
    page.locator('.look-thumbnail').evaluateAll((all) => all.map((one) => one.clientHeight))
  const before = await sizes()
  const arrived = { copy_grade: 'unknown', most: 50_000_000 } as const
  const { deps } = desk.node
  await keepFile(deps, ids[9] ?? '', streamOf(photo('on-its-side.jpg')), arrived)
  await cardOf(page, 9).getByText('E9').waitFor()
  if (deps.workshop) await inspectFile(deps, deps.workshop, ids[9] ?? '')
  await cardOf(page, 9).locator('img').waitFor()
  expect(await blurOf(9)).toContain('blur')
  expect([await blurOf(0), await blurOf(1)]).toEqual(['none', 'none'])
  expect(new Set([...before, ...(await sizes())]).size).toBe(1)
  await page.context().close()
})

test('on a phone a preview takes no more room than a picture', async () => {
  const { page } = await desk.open('viewer', { viewport: narrow })
  await page.goto(`/console/tips/${code}/exhibits/${ids[0]}`)
  const box = await page.locator('.look-preview').boundingBox()
  expect(box!.height).toBeLessThan(box!.width)
  await page.context().close()
})

test('the original is a deliberate act that is written down; what is shown plays by itself never', async () => {
  const { page, complaints } = await desk.open('supervisor', { viewport: wide })
  await page.goto(`/console/tips/${code}/exhibits/${ids[0]}`)
  expect(await page.locator('main').innerText()).toContain("written into the tip's history")
  expect(await actionsOf(0)).not.toContain('original.viewed staff')
  await page.getByRole('button', { name: 'Open the original' }).click()
  const image = page.locator('img.original')
  await image.waitFor()
  expect(
    await image.evaluate((shown) => (shown as unknown as { naturalWidth: number }).naturalWidth),
  ).toBe(640)
  expect((await actionsOf(0)).filter((one) => one === 'original.viewed staff')).toHaveLength(1)
  await page.goto(`/console/tips/${code}/exhibits/${ids[4]}`)
  await page.getByRole('button', { name: 'Open the original' }).click()
  const video = page.locator('video.original')
  await video.waitFor()
  const state = await video.evaluate((one: any) => [one.paused, one.muted, one.autoplay])
  expect(state).toEqual([true, true, false])
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the original' }).click()
  expect((await download).suggestedFilename()).toBe(`${code}-E5.mp4`)
  expect(await actionsOf(4)).toContain('original.downloaded staff')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a page that stays while a file is saved can be asked again', async () => {
  const { page } = await desk.open('investigator', { viewport: wide, acceptDownloads: true })
  for (const [path, button] of [
    [`exhibits/${ids[0]}`, 'Save the original'],
    ['export', 'Make the package'],
  ] as const) {
    await page.goto(`/console/tips/${code}/${path}`)
    for (const _time of [1, 2]) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ])
      await download.path()
    }
  }
  await page.context().close()
})

test('bytes come from a place where nothing in them can run, and a pass is good for one person', async () => {
  const { page } = await desk.open('administrator', { viewport: wide })
  await page.goto(`/console/tips/${code}/exhibits/${ids[0]}`)
  await page.getByRole('button', { name: 'Open the original' }).click()
  const src = (await page.locator('img.original').getAttribute('src')) ?? ''
  const part = await page.request.get(src, { headers: { Range: 'bytes=0-99' } })
  expect(part.status()).toBe(206)
  expect((await part.body()).equals(photo('street.jpg').subarray(0, 100))).toBe(true)
  expect(part.headers()).toMatchObject({
    'content-range': `bytes 0-99/${photo('street.jpg').length}`,
    'content-type': 'image/jpeg',
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  })
  expect((await page.request.get(src, { headers: { Range: 'bytes=99999999-' } })).status()).toBe(
    416,
  )
  expect((await page.request.get(src.replace(ids[0] ?? '', ids[4] ?? ''))).status()).toBe(403)
  expect((await page.request.get(src.replace('/view/', '/save/'))).status()).toBe(403)
  const other = await desk.open('viewer', { viewport: wide })
  expect((await other.page.request.get(src)).status()).toBe(403)
  const outside = await fetch(`${desk.url}${src}`)
  expect(outside.status).toBe(401)
  await page.context().close()
  await other.page.context().close()
})

test('what the virus scanner found is shown to nobody, whoever asks for it by hand', async () => {
  const { deps } = desk.node
  const { code: other, evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  const about = { copy_grade: 'platform_recompressed', most: 50_000_000 } as const
  const { page } = await desk.open('investigator')
  await keepFile(deps, id, streamOf(photo('street.jpg')), about)
  const exhibit = `/console/tips/${other}/exhibits/${id}`
  await page.goto(exhibit)
  await page.getByRole('button', { name: 'Open the original' }).click()
  const src = (await page.locator('img.original').getAttribute('src')) ?? ''
  expect((await page.request.get(src)).status()).toBe(200)
  const opened = page.url()
  const found = { state: 'quarantined', scan: 'found' } as const
  await deps.db.updateTable('evidence').set(found).where('id', '=', id).execute()
  expect((await page.request.get(src)).status()).toBe(403)
  await page.goto(opened)
  expect(await page.locator('.original').count()).toBe(0)
  const asked = await page.request.post(`${exhibit}/original`, {
    ...{ form: { as: 'view' }, headers: { Origin: desk.url }, maxRedirects: 0 },
  })
  expect(asked.status()).toBe(400)
  await page.context().close()
})

test('a drawing with a script is only ever saved', async () => {
  const { page } = await desk.open('auditor', { viewport: wide })
  await page.goto(`/console/tips/${code}/exhibits/${ids[5]}`)
  expect(await page.getByRole('button', { name: 'Save the original' }).count()).toBe(0)
  const { db } = desk.node.deps
  await db
    .updateTable('investigator')
    .set({ role: 'investigator' })
    .where('email', '=', 'auditor@example.org')
    .execute()
  await page.reload()
  expect(await page.getByRole('button', { name: 'Open the original' }).count()).toBe(0)
  const form = { as: 'save' }
  const headers = { Origin: desk.url }
  const path = `/console/tips/${code}/exhibits/${ids[5]}/original`
  const saved = await page.request.post(path, { form, headers })
  expect(saved.headers()).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment; filename="T-/),
  })
  await page.context().close()
})

test('a viewer sees copies and no original, and asking for one is written down', async () => {
  const { db } = desk.node.deps
  await db.deleteFrom('investigator').where('email', '=', 'viewer@example.org').execute()
  const { page } = await desk.open('viewer', { viewport: wide })
  await page.goto(`/console/tips/${code}/exhibits/${ids[0]}`)
  expect(await page.locator('.look-preview img').count()).toBe(1)
  expect(await page.getByRole('button', { name: /original/ }).count()).toBe(0)
  const path = `/console/tips/${code}/exhibits/${ids[0]}/original`
  const answer = await page.request.post(path, {
    form: { as: 'view' },
    headers: { Origin: desk.url },
  })
  expect(answer.status()).toBe(403)
  expect(await actionsOf(0)).toContain('access.denied staff')
  await page.goto(`/console/tips/${code}`)
  expect(await page.getByRole('button', { name: /Try again/ }).count()).toBe(0)
  await page.context().close()
})

test('what failed is tried again by a click', async () => {
  const { db } = desk.node.deps
  await db.deleteFrom('investigator').where('email', '=', 'investigator@example.org').execute()
  const { page } = await desk.open('investigator', { viewport: wide })
  await page.goto(`/console/tips/${code}`)
  await cardOf(page, 8).getByRole('button', { name: 'Try again' }).click()
  await cardOf(page, 8).getByText('Arriving').first().waitFor()
  expect(await actionsOf(8)).toContain('media.retried staff')
  await page.context().close()
})

test('while it is happening the place in a file is hidden', async () => {
  const { db } = desk.node.deps
  await db
    .updateTable('tip')
    .set({ flags: ['happening_now'] })
    .where('id', '=', tip_id)
    .execute()
  await db.deleteFrom('investigator').where('email', '=', 'supervisor@example.org').execute()
  const { page } = await desk.open('supervisor', { viewport: wide })
  await page.goto(`/console/tips/${code}/exhibits/${ids[0]}`)
  await page.locator('.tags summary').click()
  const text = await page.locator('main').innerText()
  expect(text).toContain('Example Phone 1')
  expect(text).not.toMatch(/41\.88|87\.62|GPS/)
  await page.context().close()
})

test('and the original, which holds it, takes a reason that stays sealed', async () => {
  const { db } = desk.node.deps
  await db.deleteFrom('investigator').where('email', '=', 'supervisor@example.org').execute()
  const { page } = await desk.open('supervisor', { viewport: narrow })
  const path = `/console/tips/${code}/exhibits/${ids[0]}`
  const before = (await actionsOf(0)).length
  const headers = { Origin: desk.url }
  const ask = (form: Record<string, string>) =>
    page.request.post(`${path}/original`, { form, headers })
  expect((await ask({ as: 'save' })).status()).toBe(409)
  expect((await ask({ as: 'view', reason: ' ' })).status()).toBe(400)
  expect(await actionsOf(0)).toHaveLength(before)
  await page.goto(path)
  expect(await page.locator('.original-form').innerText()).toContain('It is happening now')
  expect(await faults(page)).toEqual([])
  await page.getByLabel('Why do you need to see it?').fill('Help is on its way to her')
  await page.getByRole('button', { name: 'Open the original' }).click()
  await page.locator('img.original').waitFor()
  const src = (await page.locator('img.original').getAttribute('src')) ?? ''
  expect((await page.request.get(src)).status()).toBe(200)
  await db.updateTable('tip').set({ flags: [] }).where('id', '=', tip_id).execute()
  expect((await page.request.get(src)).status()).toBe(403)
  await db
    .updateTable('tip')
    .set({ flags: ['happening_now'] })
    .where('id', '=', tip_id)
    .execute()
  const { details } = await db
    .selectFrom('event')
    .select('details')
    .where('action', '=', 'original.viewed')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  expect(details).toMatchObject({ evidence_id: ids[0], reason: expect.any(String) })
  expect(JSON.stringify(details)).not.toContain('Help')
  await page.context().close()
})

test('the address of an original holds no word of the name that the person gave it', async () => {
  const { deps } = desk.node
  const { code, evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  await keepFile(deps, id, streamOf(photo('on-its-side.jpg')), {
    ...{ name: 'for my sister.maria', copy_grade: 'original_file', most: 50_000_000 },
  })
  await deps.db.deleteFrom('investigator').where('email', '=', 'supervisor@example.org').execute()
  const { page } = await desk.open('supervisor', { viewport: wide })
  const answer = await page.request.post(`/console/tips/${code}/exhibits/${id}/original`, {
    ...{ form: { as: 'save' }, headers: { Origin: desk.url }, maxRedirects: 0 },
  })
  const location = answer.headers()['location'] ?? ''
  expect(location).toMatch(/^\/console\/files\/[0-9a-f-]{36}\/save\/[\w.-]+$/)
  const saved = await page.request.get(location)
  expect(saved.headers()['content-disposition']).toBe(`attachment; filename="${code}-E1.jpg"`)
  await page.context().close()
})
