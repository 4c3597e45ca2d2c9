import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDataKey } from '../../src/seal/keys.ts'
import { endLinks, readLinks } from '../../src/evidence/upload/link.ts'
import { linkToken, tokenHash } from '../../src/evidence/upload/token.ts'
import { speakerFor } from '../../src/intake/words.ts'
import { type Intake, openIntake } from './desk.ts'

let intake: Intake

beforeAll(async () => {
  intake = await openIntake()
})
afterAll(async () => {
  await intake.close()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(intake.url + path, { headers, redirect: 'manual' })

describe('a link', () => {
  it('has a token of 60 bits that nobody can read from the database', async () => {
    const person = await intake.person()
    const token = person.path.slice(3)
    expect(token).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/)
    const { db, keys } = intake.node.deps
    const row = await db
      .selectFrom('upload_link')
      .innerJoin('thread', 'thread.id', 'upload_link.thread_id')
      .select(['token_hash', 'key'])
      .where('upload_link.id', '=', person.link_id)
      .executeTakeFirstOrThrow()
    expect(Buffer.from(row.token_hash)).toEqual(Buffer.from(tokenHash(token)))
    expect(linkToken(openDataKey(keys, row.key ?? new Uint8Array()), person.link_id)).toBe(token)
  })

  it('opens however it is typed', async () => {
    const { path } = await intake.person()
    expect((await get(path.replace(/\w+$/, (token) => token.toUpperCase()))).status).toBe(200)
    expect((await get(path.replaceAll('0', 'O').replaceAll('1', 'l'))).status).toBe(200)
  })

  it('tells other sites nothing and is shown by none', async () => {
    const { path } = await intake.person()
    const { headers } = await get(path)
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('X-Frame-Options')).toBe('DENY')
    expect(headers.get('X-Robots-Tag')).toBe('noindex')
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('Set-Cookie')).toBeNull()
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:/)
  })

  it('speaks the language of the person, of whoever picks one, and none that the line lacks', async () => {
    const { path, thread_id } = await intake.person()
    await intake.node.deps.db
      .updateTable('thread')
      .set({ language: 'ht' })
      .where('id', '=', thread_id)
      .execute()
    expect(await (await get(path)).text()).toContain('<html lang="ht" dir="ltr"')
    expect(await (await get(`${path}?lang=ur`)).text()).toContain('<html lang="ur" dir="rtl"')
    expect(await (await get(`${path}?lang=xx`)).text()).toContain('<html lang="ht"')
  })

  it('writes dates and sizes in the language of the page, on a server of any other', () => {
    const [line] = intake.node.deps.lines
    const english = speakerFor(line!, 'en', 'en').day(new Date(0))
    for (const code of line!.languages.filter((one) => one !== 'en')) {
      const speaker = speakerFor(line!, code, 'en')
      expect([code, speaker.day(new Date(0))]).not.toEqual([code, english])
    }
  })

  it('ends when staff end it, when its time is over and when the tip is taken back', async () => {
    const [ended, over, withdrawn] = [
      await intake.person(),
      await intake.person(),
      await intake.person(),
    ]
    const { db } = intake.node.deps
    expect(await endLinks(intake.node.deps, ended.tip, 'system')).toBe(1)
    expect(await endLinks(intake.node.deps, ended.tip, 'system')).toBe(0)
    await db
      .updateTable('upload_link')
      .set({ expires_at: new Date(Date.now() - 1) })
      .where('id', '=', over.link_id)
      .execute()
    await db
      .updateTable('tip')
      .set({ stage: 'withdrawn' })
      .where('id', '=', withdrawn.tip.id)
      .execute()
    for (const { path } of [ended, over, withdrawn]) {
      const answer = await get(path, { 'Accept-Language': 'es-MX' })
      expect([answer.status, answer.headers.get('Content-Type')]).toEqual([
        410,
        'text/html; charset=UTF-8',
      ])
      expect(await answer.text()).toContain('Este enlace ya terminó')
      expect(
        (await fetch(intake.url + path, { method: 'POST', body: new FormData() })).status,
      ).toBe(410)
    }
    const [link] = await readLinks(intake.node.deps, ended.tip)
    expect(link).toMatchObject({ works: false, used: 0 })
  })
})

describe('who guesses', () => {
  it('waits after forty tries, and finds nothing then, whatever the token', async () => {
    const { path } = await intake.person()
    const from = { 'X-Forwarded-For': '203.0.113.7' }
    for (let n = 0; n < 40; n++) {
      expect((await get(`/u/${String(n).padStart(12, '7')}`, from)).status).toBe(404)
    }
    expect((await get('/u/888888888888', from)).status).toBe(429)
    expect((await get(path, from)).status).toBe(429)
    expect((await get(path)).status).toBe(200)
  })

  it('is turned away before what they send is taken in', async () => {
    const sending = request(`${intake.url}/u/777777777777`, {
      ...{ method: 'POST', agent: false },
      headers: {
        'Content-Type': 'multipart/form-data; boundary=x',
        'X-Forwarded-For': '203.0.113.8',
      },
    })
    sending.on('error', () => undefined)
    sending.write(randomBytes(100_000))
    const [answer] = await once(sending, 'response', { signal: AbortSignal.timeout(5_000) })
    expect(answer.statusCode).toBe(404)
    sending.destroy()
  })

  it('is in no log and no table, and neither is a name', async () => {
    const { log } = intake.node.deps
    const heard = (['info', 'warn', 'error'] as const).map((level) => vi.spyOn(log, level))
    const { path } = await intake.person()
    const from = { 'X-Forwarded-For': '203.0.113.99' }
    await get('/u/999999999999', from)
    const form = new FormData()
    form.append('files', new File([randomBytes(10)], 'my-sisters-house.jpg'))
    await fetch(intake.url + path, { method: 'POST', body: form, headers: from })
    await intake.node.queue.drain(intake.node.deps)
    const rows = await Promise.all(
      (['rate_limit', 'event', 'evidence', 'upload_link'] as const).map((table) =>
        intake.node.deps.db.selectFrom(table).selectAll().execute(),
      ),
    )
    const said = JSON.stringify([rows, heard.map(({ mock }) => mock.calls)])
    for (const secret of ['203.0.113', 'sisters', path.slice(3)]) {
      expect(said.includes(secret)).toBe(false)
    }
  })
})
