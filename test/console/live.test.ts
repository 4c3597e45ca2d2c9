import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMessages, requireTip } from '../../src/tips/read.ts'
import { openDesk, type Desk } from '../support/desk.ts'
import { plantTip } from '../support/plant.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

/** A text from the person's phone, through the real turns. */
function text(from: string, words: string) {
  return desk.node.deps.turns.advance({
    from: 'outside',
    line: 'main',
    at: Date.now(),
    inbound: {
      channel: 'sms',
      provider_id: randomUUID(),
      from,
      to: '+15555550100',
      raw: 'raw',
      content: { type: 'message', text: words, files: [] },
    },
  })
}

async function codeOf(thread_id: string): Promise<string> {
  const { db } = desk.node.deps
  const row = db.selectFrom('tip').select('code').where('thread_id', '=', thread_id)
  return (await row.executeTakeFirstOrThrow()).code
}

test('before the first tip the list says how one comes, and it is replaced when it does', async () => {
  const { page } = await desk.open('investigator')
  await page.goto('/console')
  expect(await page.locator('.empty').innerText()).toContain('+15555550100')
  const tip = await plantTip(desk.node.deps, { line: 'main' })
  await page.waitForSelector(`#tip-${tip.code}`)
  expect(await page.locator('.empty').count()).toBe(0)
  await page.context().close()
})

test('a new tip comes to the top of the list by itself; focus stays on its row', async () => {
  const older = await plantTip(desk.node.deps, { line: 'main', at: new Date(Date.now() - 60_000) })
  const { page, complaints } = await desk.open('investigator')
  await page.goto('/console')
  await page.locator(`#tip-${older.code} a`).focus()
  const code = await codeOf(
    (await text('+15555550111', 'They broke the door of my house')).thread_id,
  )
  await page.waitForSelector(`#tip-${code}`)
  expect(await page.locator('.row').first().getAttribute('id')).toBe(`tip-${code}`)
  const focused = await page.evaluate('document.activeElement.closest("li")?.id')
  expect(focused).toBe(`tip-${older.code}`)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('what new tips push off the list is on the page after it', async () => {
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  const plant = (minutes: number) =>
    plantTip(desk.node.deps, { line: 'main', language: 'pl', at: at(minutes) })
  for (let minutes = 60; minutes > 0; minutes--) await plant(minutes)
  const { page } = await desk.open('investigator')
  await page.goto('/console?language=pl')
  const last = await page.locator('.row').last().getAttribute('id')
  const fresh = await plant(0)
  await page.waitForSelector(`#tip-${fresh.code}`)
  expect(await page.locator(`#${last}`).count()).toBe(0)
  await page.getByRole('link', { name: 'Older' }).click()
  await page.waitForURL('**cursor=**')
  expect(await page.locator(`#${last}`).count()).toBe(1)
  await page.context().close()
})

test('j and k move, Enter opens, / goes to the search, and all of it can be turned off', async () => {
  const { page } = await desk.open('investigator')
  await page.goto('/console')
  const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()')
  const codes = await page.locator('.row-link').allInnerTexts()
  for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
  expect(await focused()).toBe(codes[1])
  await page.keyboard.press('/')
  expect(await page.evaluate('document.activeElement.name')).toBe('q')
  await page.keyboard.press('Escape')
  await page.locator('#shortcuts input').uncheck()
  await page.reload()
  await page.keyboard.press('j')
  expect(await page.evaluate('document.activeElement.tagName')).toBe('BODY')
  await page.locator('#shortcuts input').check()
  await page.locator('#shortcuts input').blur()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/console/tips/${codes[0]}`)
  await page.context().close()
})

test('a message, an answer to it and its fate appear while somebody is typing', async () => {
  const from = '+15555550112'
  const { thread_id } = await text(from, 'They took a man from the laundry this morning')
  const { page, complaints } = await desk.open('investigator')
  await page.goto(`/console/tips/${await codeOf(thread_id)}`)
  const box = page.locator('#reply-text')
  await box.fill('Where exactly')
  await box.focus()
  await text(from, 'It was on Harlem Avenue')
  await page.waitForSelector('text=It was on Harlem Avenue')
  expect(await box.inputValue()).toBe('Where exactly')
  expect(await page.evaluate('document.activeElement.id')).toBe('reply-text')

  await box.fill('Where exactly was it?')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const sent = page.locator('.from-staff').last()
  await sent.waitFor()
  expect(await sent.innerText()).toContain('Where exactly was it?')
  expect(await sent.locator('.delivery').innerText()).toBe('waiting to be sent')
  expect(await box.inputValue()).toBe('')

  await desk.node.deps.db
    .updateTable('message')
    .set({ status: 'failed', error_code: '30003' })
    .where('thread_id', '=', thread_id)
    .where('kind', '=', 'follow-up')
    .execute()
  await page.waitForSelector('text=not delivered: the phone is off or out of reach')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('the reply says what it will cost, as carriers count', async () => {
  const tip = await plantTip(desk.node.deps, { line: 'main' })
  const { page } = await desk.open('investigator')
  await page.goto(`/console/tips/${tip.code}`)
  const cost = async (words: string) => {
    await page.fill('#reply-text', words)
    return page.locator('#reply-cost').innerText()
  }
  expect(await cost('')).toBe('')
  expect(await cost('x'.repeat(160))).toBe('1 segment · 0 characters left in it')
  expect(await cost('x'.repeat(161))).toBe('2 segments · 145 characters left in it')
  expect(await cost(`${'x'.repeat(70)}ł`)).toContain('2 segments')
  const free = await plantTip(desk.node.deps, { line: 'main', channel: 'telegram' })
  await page.goto(`/console/tips/${free.code}`)
  expect(await cost('hello')).toBe('')
  await page.context().close()
})

test('on a phone nothing moves while one types, and that the server is away is in view', async () => {
  const tip = await plantTip(desk.node.deps, { line: 'main' })
  const viewport = { width: 390, height: 844 }
  const { page } = await desk.open('investigator', { viewport, locale: 'es-MX' })
  await page.goto(`/console/tips/${tip.code}`)
  const send = page.locator('#reply button[type=submit]')
  await page.focus('#reply-text')
  const before = await send.boundingBox()
  await page.fill('#reply-text', 'x'.repeat(300))
  expect(await page.locator('#reply-cost').innerText()).toContain('segmentos')
  expect(await send.boundingBox()).toEqual(before)
  await page.context().setOffline(true)
  await page.locator('#offline', { hasText: 'Sin conexión' }).waitFor()
  const note = await page.locator('#offline').boundingBox()
  expect(note!.y).toBeGreaterThan(0)
  expect(note!.y + note!.height).toBeLessThanOrEqual(viewport.height)
  await page.context().close()
})

test('a reply as long as the field lets it be is sent, line breaks and all', async () => {
  const { deps } = desk.node
  const code = await codeOf((await text('+15555550177', 'Hello')).thread_id)
  const { page } = await desk.open('investigator')
  await page.goto(`/console/tips/${code}`)
  const most = Number(await page.locator('#reply-text').getAttribute('maxlength'))
  await page.fill('#reply-text', `One\nTwo\n${'x'.repeat(most - 8)}`)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('.from-staff, [role=alert]').first().waitFor()
  const { items } = await readMessages(deps, await requireTip(deps, code), { limit: 50 })
  const sent = items.find(({ kind }) => kind === 'follow-up')
  expect(sent?.text).toBe(`One\nTwo\n${'x'.repeat(most - 8)}`)
  await page.context().close()
})

test('a person who stopped us while the reply was typed gets nothing, and the words are kept', async () => {
  const answers = { account: { words: 'They came at night. '.repeat(200) } }
  const tip = await plantTip(desk.node.deps, { line: 'main', answers })
  const { page } = await desk.open('investigator', { viewport: { width: 390, height: 844 } })
  await page.goto(`/console/tips/${tip.code}`)
  await page.fill('#reply-text', 'Are you safe?')
  await desk.node.deps.db
    .updateTable('contact')
    .set({ reach: 'opted_out' })
    .where('thread_id', '=', tip.thread_id)
    .execute()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  expect(await page.locator('[role=alert]').innerText()).toContain('cannot be reached')
  expect((await page.locator('[role=alert]').boundingBox())?.y).toBeLessThan(844)
  expect(await page.locator('main').innerText()).toContain('Are you safe?')
  expect(await page.locator('.from-staff').count()).toBe(0)
  await page.context().close()
})

test('a page that loses its server says so, keeps what it shows and catches up', async () => {
  const tip = await plantTip(desk.node.deps, { line: 'main' })
  const { page } = await desk.open('investigator')
  await page.goto('/console')
  await page.context().setOffline(true)
  await page.locator('#offline', { hasText: 'Not connected' }).waitFor()
  expect(await page.locator(`#tip-${tip.code}`).count()).toBe(1)
  const next = await plantTip(desk.node.deps, { line: 'main' })
  await page.context().setOffline(false)
  await page.waitForSelector(`#tip-${next.code}`)
  expect(await page.locator('#offline').innerText()).toBe('')
  await page.context().close()
})

test('with the session ended elsewhere, an open page goes to the sign-in page by itself', async () => {
  const { page } = await desk.open('viewer')
  await page.goto('/console')
  await desk.node.deps.db.deleteFrom('investigator_session').execute()
  await page.waitForURL('**/console/sign-in**')
  await page.context().close()
})

test('what was typed when the session ended waits, and is sent after signing in again', async () => {
  const code = await codeOf((await text('+15555550178', 'Hello')).thread_id)
  const { page } = await desk.open('investigator')
  await page.goto(`/console/tips/${code}`)
  await page.fill('#reply-text', 'Where was it?\n<b>Was "Ana" there?')
  await page.context().clearCookies()
  await page.locator('#offline', { hasText: 'What you typed is kept' }).waitFor()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('Nothing was sent').waitFor()
  const [other] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Sign in' }).click(),
  ])
  await other.getByLabel('E-mail address').fill('investigator@example.org')
  await other.getByLabel('Password').fill('correct horse battery')
  await other.getByRole('button', { name: 'Sign in' }).click()
  await other.waitForURL('**/console')
  await page.getByRole('button', { name: 'Send it' }).click()
  await page.waitForURL(`**/console/tips/${code}`)
  const sent = page.locator('.from-staff .text')
  expect(await sent.innerText()).toBe('Where was it?\n<b>Was "Ana" there?')
  await page.context().close()
})
