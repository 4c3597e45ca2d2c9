import { afterAll, beforeAll, expect, test } from 'vitest'
import { addInvestigator } from '../../src/auth/link.ts'
import { nodeApp } from '../../src/node.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { type Planted, plantTip } from '../support/plant.ts'

const origin = 'https://tips.example.org'
const password = 'correct horse battery'
let node: TestNode
let app: ReturnType<typeof nodeApp>
let tip: Planted

beforeAll(async () => {
  node = await openTestNode()
  app = nodeApp(node.deps)
  tip = await plantTip(node.deps, { line: 'main', unread: 2 })
})
afterAll(() => node.close())

const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(origin + path, { headers })

function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(form)
  return app.request(origin + path, {
    method: 'POST',
    body,
    headers: { Origin: origin, ...headers },
  })
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** Through the pages, as a newcomer does. */
async function enter(email: string, role: 'investigator' | 'viewer'): Promise<string> {
  const link = await addInvestigator(node.deps, { email, name: 'Ana', role })
  return cookieOf(await post(new URL(link).pathname, { password }))
}

test('whoever is not signed in is asked to, and comes back to where they were going', async () => {
  const response = await get('/console/tips/T-1?x=1')
  expect(response.status).toBe(303)
  expect(response.headers.get('Location')).toBe(
    '/console/sign-in?next=%2Fconsole%2Ftips%2FT-1%3Fx%3D1',
  )
  await enter('a@x.org', 'viewer')
  const form = { email: 'a@x.org', password, next: '/console/tips/T-1' }
  expect((await post('/console/sign-in', form)).headers.get('Location')).toBe('/console/tips/T-1')
  const search = '/console?act=entry&line=two+men%27s*&find=AQ-_a'
  const found = await post('/console/sign-in', { ...form, next: search })
  expect(found.headers.get('Location')).toBe(search)
})

test.each(['https://evil.example', '//evil.example', '/\\evil.example', '/api', '/console/../x'])(
  'signing in never leads to %s',
  async (next) => {
    const form = { email: 'a@x.org', password, next }
    expect((await post('/console/sign-in', form)).headers.get('Location')).toBe('/console')
  },
)

test('a one-time link shows a form, takes a password once and signs in', async () => {
  const link = await addInvestigator(node.deps, { email: 'b@x.org', name: 'B', role: 'viewer' })
  const { pathname } = new URL(link)
  for (let look = 0; look < 3; look++) {
    const page = await get(pathname)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('b@x.org')])
  }
  const weak = await post(pathname, { password: 'short' })
  expect([weak.status, await weak.text()]).toEqual([400, expect.stringContaining('15')])
  const done = await post(pathname, { password })
  expect([done.status, done.headers.get('Location')]).toEqual([303, '/console'])
  expect((await get('/console', { Cookie: cookieOf(done) })).status).toBe(200)
  expect((await post(pathname, { password })).status).toBe(404)
  expect((await get(pathname)).status).toBe(404)
})

test('a form posted from another site is refused before anything happens', async () => {
  const Cookie = await enter('c@x.org', 'investigator')
  const change = { status: 'open', severity: 'high', assignee: '' }
  const path = `/console/tips/${tip.code}`
  for (const headers of [
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'null' },
    { Origin: '' },
  ]) {
    expect((await post(path, change, { Cookie, ...headers })).status).toBe(403)
  }
  expect((await post('/console/sign-in', {}, { Origin: 'https://evil.example' })).status).toBe(403)
  const same = { Cookie, Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }
  expect((await post(path, change, same)).status).toBe(303)
})

test('viewers look without leaving a trace and can change nothing', async () => {
  const Cookie = await enter('d@x.org', 'viewer')
  const page = await get(`/console/tips/${tip.code}`, { Cookie })
  expect(await page.text()).not.toContain('<textarea')
  const unread = () =>
    node.deps.db.selectFrom('tip').select('unread').where('id', '=', tip.id).executeTakeFirst()
  expect(await unread()).toEqual({ unread: 2 })
  const change = { status: 'closed', severity: 'low', assignee: '' }
  expect((await post(`/console/tips/${tip.code}`, change, { Cookie })).status).toBe(403)
  const message = { text: 'Hello', language: 'en' }
  const sent = await post(`/console/tips/${tip.code}/messages`, message, { Cookie })
  expect(sent.status).toBe(403)
  await get(`/console/tips/${tip.code}`, { Cookie: await enter('e@x.org', 'investigator') })
  expect(await unread()).toEqual({ unread: 0 })
})

test('signing out ends the session itself, not only the cookie', async () => {
  const Cookie = await enter('f@x.org', 'viewer')
  expect((await get('/console', { Cookie })).status).toBe(200)
  expect((await post('/console/sign-out', {}, { Cookie })).status).toBe(303)
  expect((await get('/console', { Cookie })).status).toBe(303)
  const live = await get('/console/live/tips', { Cookie, 'HX-Request': 'true' })
  expect([live.status, live.headers.get('HX-Refresh')]).toEqual([401, 'true'])
})

test('a form that comes after the session has ended does nothing and says so', async () => {
  const response = await post(`/console/tips/${tip.code}/messages`, { text: 'x', language: 'en' })
  expect([response.status, await response.text()]).toEqual([
    401,
    expect.stringContaining('Nothing was sent'),
  ])
})

test('pages are not stored, framed, sniffed or told about, and run no inline script', async () => {
  const response = await get('/console/sign-in')
  const html = await response.text()
  expect(html).toMatch(/^<!doctype html><html lang="en" dir="ltr"/)
  expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style="/)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-security-policy': expect.stringMatching(
      /default-src 'none'.*script-src 'self'.*frame-ancestors 'self'/,
    ),
  })
})

test('assets are named by their content and kept for ever', async () => {
  const html = await (await get('/console/sign-in')).text()
  const [href = ''] = /\/console\/assets\/console\.[0-9a-f]{12}\.css/.exec(html) ?? []
  const response = await get(href)
  expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
  expect(response.headers.get('Content-Type')).toContain('text/css')
})

test('a live part that has not changed answers nothing', async () => {
  const Cookie = await enter('g@x.org', 'viewer')
  const html = await (await get('/console', { Cookie })).text()
  const address = /hx-get="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect((await get(address, { Cookie })).status).toBe(204)
  await plantTip(node.deps, { line: 'main' })
  expect((await get(address, { Cookie })).status).toBe(200)
})

test('the console speaks Spanish to those who ask for it, and English otherwise', async () => {
  const spanish = await get('/console/sign-in', { 'Accept-Language': 'fr, es-MX;q=0.8, en;q=0.5' })
  expect(await spanish.text()).toContain('Contraseña')
  const other = await get('/console/sign-in', { 'Accept-Language': 'fr' })
  expect(await other.text()).toContain('Password')
})

test('a form that cannot be read is the fault of who sent it', async () => {
  const Cookie = await enter('i@x.org', 'investigator')
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=a']) {
    for (const path of ['/console/sign-in', '/console', `/console/tips/${tip.code}`]) {
      const headers = { Origin: origin, Cookie, 'Content-Type': type }
      const init = { method: 'POST', body: 'no parts', headers }
      expect((await app.request(origin + path, init)).status).toBe(400)
    }
  }
})

test('what is not there, too large or away is said on a page', async () => {
  const Cookie = await enter('h@x.org', 'investigator')
  expect((await get('/console/tips/T-NONE-NONE', { Cookie })).status).toBe(404)
  expect((await get('/console/nowhere', { Cookie })).status).toBe(404)
  expect((await get('/console/tips/%00', { Cookie })).status).toBe(404)
  for (const name of ['line', 'language', 'agency', 'act', 'find']) {
    expect((await get(`/console?${name}=a%00b`, { Cookie })).status).toBe(200)
  }
  for (const name of ['tag', 'q']) {
    expect((await post('/console', { [name]: 'a\0b' }, { Cookie })).status).toBe(303)
  }
  expect((await post('/console/sign-in', { email: 'x'.repeat(110_000) })).status).toBe(413)
})
