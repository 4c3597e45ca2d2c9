import { createHash, randomBytes } from 'node:crypto'
import { open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endLinks } from '../../src/evidence/upload/link.ts'
import { openBrowser } from '../support/browser.ts'
import { newRingKey } from '../../src/seal/keys.ts'
import { createDatabase } from '../support/database.ts'
import { dataFolder } from '../support/commands.ts'
import { startProxy } from '../support/proxy.ts'
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

/** Other tests use the same processor. */
const slow = { timeout: 300_000 }
const headers = { 'Tus-Resumable': '1.0.0' }

/** Begins a file by the protocol itself and returns where it goes on. */
async function create(base: string, path: string, size: number, metadata = ''): Promise<Response> {
  return fetch(`${base}${path}/files`, {
    method: 'POST',
    headers: {
      ...headers,
      'Upload-Length': String(size),
      ...(metadata && { 'Upload-Metadata': metadata }),
    },
  })
}

async function patch(url: string, offset: number, bytes: Uint8Array): Promise<Response> {
  return fetch(url, {
    method: 'PATCH',
    headers: {
      ...headers,
      'Upload-Offset': String(offset),
      'Content-Type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  })
}

async function offsetAt(url: string): Promise<number> {
  const answer = await fetch(url, { method: 'HEAD', headers })
  return Number(answer.headers.get('Upload-Offset') ?? NaN)
}

describe('the protocol', () => {
  it('goes on after a restart, and nothing on the disk can be read', async () => {
    const [database, data] = await Promise.all([createDatabase(), dataFolder()])
    const env = { TIPTHREAD_KEYS: newRingKey('test'), DATA_DIR: data.path }
    const first = await openIntake(env, database)
    const person = await first.person()
    const secret = Buffer.from('the number plate is ABC 1234. '.repeat(2_000))
    const name = Buffer.from('neighbours-door.mp4').toString('base64')
    const made = await create(first.url, person.path, secret.length, `filename ${name}`)
    expect(made.status).toBe(201)
    const location = made.headers.get('Location') ?? ''
    expect(location).toMatch(new RegExp(`^${person.path}/files/[0-9a-f-]{36}$`))
    await patch(first.url + location, 0, secret.subarray(0, 20_007))
    await first.close()

    const files = await readdir(join(data.path, 'uploads'))
    const lying = await Promise.all(files.map((file) => readFile(join(data.path, 'uploads', file))))
    const all = Buffer.concat(lying)
    expect(all.length).toBeGreaterThan(20_000)
    for (const word of ['number plate', 'neighbours', name]) expect(all.includes(word)).toBe(false)

    const second = await openIntake(env, database)
    expect(await offsetAt(second.url + location)).toBe(20_007)
    const rest = await patch(second.url + location, 20_007, secret.subarray(20_007))
    expect(rest.status).toBe(204)
    const [kept] = await keptFiles(second.node, person.link_id)
    expect(kept).toMatchObject({ sha256: sha256(secret), name: 'neighbours-door.mp4' })
    expect(await readdir(join(data.path, 'uploads'))).toEqual([])
    expect(await offsetAt(second.url + location)).toBe(secret.length)
    await second.close()
    await database.drop()
    await data.remove()
  })

  it('refuses what is empty, too large or of nobody', async () => {
    const { path } = await intake.person()
    const empty = await create(intake.url, path, 0)
    expect([empty.status, await empty.text()]).toEqual([400, 'empty\n'])
    expect((await create(intake.url, path, 3_000_000_000)).status).toBe(413)
    expect((await create(intake.url, '/u/0123456789ab', 10)).status).toBe(404)
    const strange = await create(intake.url, path, 10)
    const { path: others } = await intake.person()
    const id = strange.headers.get('Location')?.split('/').at(-1)
    expect(await offsetAt(`${intake.url}${others}/files/${id}`)).toBeNaN()
    expect((await patch(`${intake.url}${others}/files/${id}`, 0, randomBytes(10))).status).toBe(404)
    expect(
      (await patch(`${intake.url}${path}/files/..%2F..%2Fkeys`, 0, randomBytes(1))).status,
    ).toBe(404)
    expect(strange.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })

  it('lets what began in time end after it, and begins nothing new', async () => {
    const person = await intake.person()
    const bytes = randomBytes(50)
    const made = await create(intake.url, person.path, 50)
    const url = intake.url + (made.headers.get('Location') ?? '')
    await patch(url, 0, bytes.subarray(0, 20))
    await intake.node.deps.db
      .updateTable('upload_link')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .where('id', '=', person.link_id)
      .execute()
    expect((await create(intake.url, person.path, 50)).status).toBe(410)
    expect((await patch(url, 20, bytes.subarray(20))).status).toBe(204)
    const [kept] = await keptFiles(intake.node, person.link_id)
    expect(kept?.sha256).toBe(sha256(bytes))
  })

  it('locks nobody out whose connection broke often, and takes only some at a time', async () => {
    const { path } = await intake.person()
    const begin = async () => (await create(intake.url, path, 500)).status
    for (let n = 0; n < 5; n++) expect(await begin()).toBe(201)
    expect(await begin()).toBe(403)
    const folder = join(intake.node.deps.config.data_dir, 'uploads')
    const before = new Date(Date.now() - 20 * 60_000)
    for (const name of await readdir(folder)) await utimes(join(folder, name), before, before)
    expect(await begin()).toBe(201)
  })

  it('counts a file once however often its end is told', async () => {
    const person = await intake.person()
    const made = await create(intake.url, person.path, 5)
    const url = intake.url + (made.headers.get('Location') ?? '')
    await patch(url, 0, randomBytes(5))
    expect(await offsetAt(url)).toBe(5)
    expect((await patch(url, 5, new Uint8Array())).status).toBeLessThan(500)
    const { evidence_count } = await intake.node.deps.db
      .selectFrom('tip')
      .select('evidence_count')
      .where('id', '=', person.tip.id)
      .executeTakeFirstOrThrow()
    expect(evidence_count).toBe(1)
  })
})

/** A film of random bytes on the disk, and its SHA-256. */
async function film(megabytes: number): Promise<{ path: string; sha: string }> {
  const path = join(tmpdir(), `film-${randomBytes(6).toString('hex')}.mp4`)
  const file = await open(path, 'w')
  const hash = createHash('sha256')
  for (let n = 0; n < megabytes; n++) {
    const piece = randomBytes(1_000_000)
    hash.update(piece)
    await file.write(piece)
  }
  await file.close()
  return { path, sha: hash.digest('hex') }
}

async function openPage(url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en-US' })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  return { page, complaints }
}

describe('the page with its script', () => {
  it('sends a large film over a connection that breaks five times', slow, async () => {
    const person = await intake.person()
    const { path, sha } = await film(100)
    const proxy = await startProxy(intake.port)
    const { page, complaints } = await openPage(`http://127.0.0.1:${proxy.port}${person.path}`)
    let sent = 0
    page.on('request', (request) => {
      if (request.method() === 'POST') sent++
    })
    await page.setInputFiles('#files', path)
    await page.click('button[type=submit]')
    for (let broken = 0, last = 0; broken < 5;) {
      const at = Number(await page.locator('progress').getAttribute('value'))
      if (at >= last + 10) {
        last = at
        broken++
        proxy.cut()
        await wait(200)
        proxy.restore()
      }
      await wait(50)
    }
    await page.locator('.file.done').waitFor({ timeout: 280_000 })
    expect(await page.locator('.file .state').innerText()).toBe('We have it.')
    expect(sent).toBe(1)
    const [kept] = await keptFiles(intake.node, person.link_id)
    expect(kept).toMatchObject({ sha256: sha, size: (await stat(path)).size })
    await page.locator('#received-list', { hasText: 'Checked and stored.' }).waitFor()
    expect(complaints).toEqual([])
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    await page.close()
    await proxy.close()
    await rm(path)
  })

  it('goes on where it was after the page was closed, and in two tabs at once', slow, async () => {
    const person = await intake.person()
    const { path, sha } = await film(20)
    const context = await browser.newContext({ baseURL: intake.url })
    const page = await sendIn(context.newPage(), person.path, path)
    await page.waitForFunction(() => Number(document.querySelector('progress')?.value) > 20)
    await page.close()
    const other = await film(10)
    const beside = await sendIn(context.newPage(), person.path, other.path)
    const again = await sendIn(context.newPage(), person.path, path)
    await again.locator('.file.done').waitFor({ timeout: 200_000 })
    await beside.locator('.file.done').waitFor({ timeout: 200_000 })
    const kept = await keptFiles(intake.node, person.link_id)
    expect(kept.map(({ sha256 }) => sha256).sort()).toEqual([sha, other.sha].sort())
    await context.close()
    await Promise.all([rm(path), rm(other.path)])
  })

  it('says what cannot be sent, and sends the rest', async () => {
    const person = await intake.person()
    const { page } = await openPage(intake.url + person.path)
    await page.click('button[type=submit]')
    expect(await page.locator('#said').innerText()).toBe('Please choose a file first.')
    const photo = randomBytes(2_000)
    await page.setInputFiles('#files', [
      { name: 'nothing.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
      { name: 'something.jpg', mimeType: 'image/jpeg', buffer: photo },
    ])
    await page.click('button[type=submit]')
    await page.locator('.file.done').waitFor()
    expect(await page.locator('.file.failed').innerText()).toContain(
      'There is nothing in this file.',
    )
    expect((await keptFiles(intake.node, person.link_id)).map((one) => one.sha256)).toEqual([
      sha256(photo),
    ])
    await page.close()
  })
})

it('says that a link has ended while the page was open, and not to try again', async () => {
  const person = await intake.person()
  const { page } = await openPage(intake.url + person.path)
  expect(await endLinks(intake.node.deps, person.tip, 'system')).toBe(1)
  await page.setInputFiles('#files', {
    ...{ name: 'something.jpg', mimeType: 'image/jpeg', buffer: randomBytes(2_000) },
  })
  await page.click('button[type=submit]')
  await page.locator('.file.failed').waitFor()
  expect(await page.locator('.file .state').innerText()).toContain('ask for a new one')
  expect(await page.locator('.file .again').isVisible()).toBe(false)
  await page.close()
})

async function sendIn(opening: Promise<Page>, path: string, file: string): Promise<Page> {
  const page = await opening
  await page.goto(path)
  await page.setInputFiles('#files', file)
  await page.click('button[type=submit]')
  return page
}
