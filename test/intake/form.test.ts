import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { type Intake, keptFiles, openIntake, sha256 } from './desk.ts'

let intake: Intake
let browser: Browser

beforeAll(async () => {
  ;[intake, browser] = await Promise.all([openIntake(), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await intake.close()
})

/** Each over a connection of its own: the server may end one after a form that it did not read. */
function send(path: string, init: RequestInit): Promise<Response> {
  const headers = { Connection: 'close', ...init.headers }
  return fetch(intake.url + path, { method: 'POST', redirect: 'manual', ...init, headers })
}

function post(path: string, files: [string, Uint8Array, string?][]): Promise<Response> {
  const form = new FormData()
  for (const [name, bytes, type = 'image/jpeg'] of files) {
    form.append('files', new File([new Uint8Array(bytes)], name, { type }))
  }
  return send(path, { body: form })
}

describe('the form, without any script', () => {
  it('takes several files from a browser that runs none, and says that they are here', async () => {
    const person = await intake.person()
    const photos = [randomBytes(40_000), randomBytes(70_001)]
    const context = await browser.newContext({
      ...{ baseURL: intake.url, javaScriptEnabled: false, locale: 'es-MX' },
      viewport: { width: 320, height: 568 },
    })
    const page = await context.newPage()
    await page.goto(`${person.path}?lang=es`)
    expect(await page.locator('html').getAttribute('lang')).toBe('es')
    await page.setInputFiles('#files', [
      { name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: photos[0]! },
      { name: 'IMG_2.jpg', mimeType: 'image/jpeg', buffer: photos[1]! },
    ])
    await page.click('button[type=submit]')
    await page.waitForURL(/#received$/)
    expect(await page.locator('#received-list li').count()).toBe(2)
    expect(await page.locator('#received-list').innerText()).toContain('Ya lo tenemos.')
    expect(await page.content()).not.toContain('IMG_1')
    const kept = await keptFiles(intake.node, person.link_id)
    expect(kept.map(({ sha256 }) => sha256).sort()).toEqual(photos.map(sha256).sort())
    expect(kept.map(({ name }) => name).sort()).toEqual(['IMG_1.jpg', 'IMG_2.jpg'])
    await page.reload()
    expect(await page.locator('#received-list').innerText()).toContain('Revisado y guardado.')
    expect(await context.cookies()).toEqual([])
    await context.close()
  })

  it('never says that we have what we do not', async () => {
    const { path, link_id } = await intake.person()
    await post(path, [['a.jpg', randomBytes(9)]])
    await intake.node.deps.db
      .updateTable('evidence')
      .set({ state: 'failed', error_code: 'gone' })
      .where('upload_link_id', '=', link_id)
      .execute()
    const page = await (await fetch(intake.url + path)).text()
    expect(page).toContain('id="received-list"')
    expect(page.replace(/data-words="[^"]*"/, '')).not.toMatch(/We have it|✓/)
    expect(page).toContain('<span class="state">That did not work. Please try again later.</span>')
  })

  it('counts what came on the tip and writes it into the ledger', async () => {
    const { path, tip, link_id } = await intake.person()
    const { db } = intake.node.deps
    const before = await db
      .selectFrom('tip')
      .selectAll()
      .where('id', '=', tip.id)
      .executeTakeFirst()
    expect((await post(path, [['a.mp4', randomBytes(9), 'video/mp4']])).status).toBe(303)
    const after = await db.selectFrom('tip').selectAll().where('id', '=', tip.id).executeTakeFirst()
    expect(after?.evidence_count).toBe(1)
    expect(after?.unread).toBe((before?.unread ?? 0) + 1)
    const [row] = await db
      .selectFrom('evidence')
      .selectAll()
      .where('upload_link_id', '=', link_id)
      .execute()
    expect(row).toMatchObject({ origin: 'upload', kind: 'video', message_id: null, size: 9 })
    const events = await db
      .selectFrom('event')
      .selectAll()
      .where('tip_id', '=', tip.id)
      .where('action', 'like', 'upload-link.%')
      .orderBy('id')
      .execute()
    expect(events.map(({ action, actor }) => [action, actor])).toEqual([
      ['upload-link.made', 'system'],
      ['upload-link.used', 'person'],
    ])
  })

  it('keeps names without their folders, and none that is not one', async () => {
    const { path, link_id } = await intake.person()
    await post(path, [['../../etc/passwd', randomBytes(5)]])
    await post(path, [['C:\\Users\\ana\\video one.mov', randomBytes(6)]])
    await post(path, [['..', randomBytes(7)]])
    const kept = await keptFiles(intake.node, link_id)
    expect(kept.map(({ name, size }) => [size, name]).sort()).toEqual([
      [5, 'passwd'],
      [6, 'video one.mov'],
      [7, null],
    ])
  })

  it('says kindly what is wrong with what was sent', async () => {
    const { path, link_id } = await intake.person()
    const nothing = await post(path, [])
    expect(nothing.status).toBe(422)
    expect(await nothing.text()).toContain('Please choose a file first.')
    const empty = await post(path, [['empty.jpg', new Uint8Array()]])
    expect(await empty.text()).toContain('There is nothing in this file.')
    const large = await post(path, [['film.mp4', new Uint8Array(21_000_000)]])
    expect(large.status).toBe(422)
    expect(await large.text()).toContain('20 MB')
    const notAForm = await send(path, { body: 'hello' })
    expect(notAForm.status).toBe(422)
    const broken = await send(path, {
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      body: '--y\r\n',
    })
    expect(broken.status).toBeLessThan(500)
    expect(await keptFiles(intake.node, link_id)).toEqual([])
  })

  it('takes the same file twice, as two, and knows it', async () => {
    const { path, link_id } = await intake.person()
    const photo = randomBytes(1_000)
    await post(path, [['one.jpg', photo]])
    await post(path, [['two.jpg', photo]])
    const kept = await keptFiles(intake.node, link_id)
    expect(kept.map(({ sha256 }) => sha256)).toEqual([sha256(photo), sha256(photo)])
    const rows = await intake.node.deps.db
      .selectFrom('evidence')
      .select(['id', 'duplicate_of'])
      .where('upload_link_id', '=', link_id)
      .execute()
    expect(rows.filter(({ duplicate_of }) => duplicate_of).length).toBe(1)
  })

  it('stops at as many files as the line takes by one link', async () => {
    const { path, link_id } = await intake.person()
    const [line] = intake.node.deps.lines
    const uploads = { ...line!.uploads }
    line!.uploads.most_files = 2
    const three = Array.from({ length: 3 }, (_, n): [string, Uint8Array] => [
      `${n}.jpg`,
      randomBytes(3),
    ])
    const answer = await post(path, three)
    line!.uploads = uploads
    expect(await answer.text()).toContain('This link takes no more files now.')
    expect((await keptFiles(intake.node, link_id)).length).toBe(2)
  })
})
