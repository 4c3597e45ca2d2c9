import { afterAll, beforeAll, expect, test } from 'vitest'
import { addToken } from '../../src/auth/token.ts'
import { nodeApp } from '../../src/node.ts'
import type { TipRecord } from '../../src/tips/record.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { type Planted, plantTip } from '../support/plant.ts'

let node: TestNode
let app: ReturnType<typeof nodeApp>
let token = ''
let viewer = ''
let tips: Planted[] = []

beforeAll(async () => {
  node = await openTestNode()
  app = nodeApp(node.deps)
  token = await addToken(node.deps, { name: 'cases', role: 'investigator' })
  viewer = await addToken(node.deps, { name: 'eyes', role: 'viewer' })
  const at = (minutes: number) => new Date(Date.parse('2026-11-20T12:00:00Z') + minutes * 60_000)
  tips = [
    await plantTip(node.deps, { line: 'main', at: at(1), language: 'es' }),
    await plantTip(node.deps, {
      line: 'main',
      at: at(2),
      unread: 2,
      answers: { account: { words: 'They came in.' }, acts: { codes: ['entry'] } },
      messages: [
        { from: 'person', text: 'Hello' },
        { from: 'line', text: 'What happened?' },
        { from: 'person', text: 'They came in.', files: [{ kind: 'photo' }] },
      ],
    }),
    await plantTip(node.deps, { line: 'main', at: at(3), reach: 'opted_out' }),
  ]
})
afterAll(() => node.close())

interface Call {
  method?: string
  body?: unknown
  as?: string
  headers?: Record<string, string>
}

async function call(path: string, { method = 'GET', body, as = token, headers }: Call = {}) {
  const response = await app.request(`/api${path}`, {
    method,
    headers: {
      ...(as && { Authorization: `Bearer ${as}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const type = response.headers.get('Content-Type') ?? ''
  return { status: response.status, headers: response.headers, type, json: await response.json() }
}

const codeOf = (index: number) => tips[index]?.code ?? ''

test('pages of tips, the newest activity first, join at the cursor', async () => {
  const first = await call('/v1/tips?limit=2')
  expect(first.json.items.map((tip: TipRecord) => tip.code)).toEqual([codeOf(2), codeOf(1)])
  const second = await call(`/v1/tips?limit=2&cursor=${first.json.next_cursor}`)
  expect(second.json.items.map((tip: TipRecord) => tip.code)).toEqual([codeOf(0)])
  expect(second.json.next_cursor).toBeNull()
})

test('filters narrow the list, unknown parameters are ignored', async () => {
  const { json } = await call('/v1/tips?act=entry&status=new&whatever=1')
  expect(json.items.map((tip: TipRecord) => tip.code)).toEqual([codeOf(1)])
})

test('a tip has the shape that the interface promises', async () => {
  const { json, headers } = await call(`/v1/tips/${codeOf(1).toLowerCase()}`)
  expect(json).toMatchObject({
    code: codeOf(1),
    line: 'main',
    channel: 'sms',
    language: 'en',
    stage: 'in_progress',
    status: 'new',
    severity: 'unrated',
    received_at: '2026-11-20T12:02:00.000Z',
    submitted_at: null,
    contact: { alias: 'Quiet Heron 41', identity_mode: null, may_contact: null },
    answers: {
      account: { value: 'They came in.', state: 'answered', derived_by: 'witness_words' },
      acts: { value: ['entry'], state: 'answered' },
      harm: { state: 'not_asked' },
    },
    evidence_count: 1,
    message_count: 3,
    unread: 2,
    assignee: null,
    tags: [],
    incident: null,
  })
  expect(headers.get('Cache-Control')).toBe('no-store')
})

test('reading messages marks nothing as seen', async () => {
  const { json } = await call(`/v1/tips/${codeOf(1)}/messages`)
  expect(json.items).toMatchObject([
    { direction: 'in', text: 'Hello', status: 'received', edits: [] },
    { direction: 'out', text: 'What happened?', status: 'replied' },
    { direction: 'in', text: 'They came in.', evidence_ids: [expect.any(String)] },
  ])
  expect((await call(`/v1/tips/${codeOf(1)}`)).json.unread).toBe(2)
})

test('status, severity, assignee and tags can be changed; what is absent stays', async () => {
  await node.deps.db
    .insertInto('investigator')
    .values({
      id: 'i1',
      email: 'leo@x.org',
      name: 'Leo',
      role: 'investigator',
      created_at: new Date(),
      updated_at: new Date(),
    })
    .execute()
  const path = `/v1/tips/${codeOf(0)}`
  const body = { status: 'open', severity: 'high', assignee: 'Leo@x.org', tags: ['a', 'b', 'a'] }
  expect((await call(path, { method: 'PATCH', body })).json).toMatchObject({
    status: 'open',
    severity: 'high',
    assignee: 'leo@x.org',
    tags: ['a', 'b'],
  })
  const back = await call(path, { method: 'PATCH', body: { assignee: null } })
  expect(back.json).toMatchObject({ status: 'open', assignee: null, severity: 'high' })
  expect((await call('/v1/tips?severity=high')).json.items).toHaveLength(1)
})

test.each([
  [{ status: 'new' }, 'cannot become'],
  [{ assignee: 'nobody@x.org' }, 'No investigator'],
  [{ status: 'done' }, 'not valid'],
  [{ sevrity: 'high' }, 'not valid'],
])('%j is refused with a problem that says why', async (body, detail) => {
  const { status, json, type } = await call(`/v1/tips/${codeOf(0)}`, { method: 'PATCH', body })
  expect([status, type]).toEqual([400, 'application/problem+json'])
  expect(json).toMatchObject({ status: 400, code: 'bad-request', title: expect.any(String) })
  expect(json.detail).toContain(detail)
})

test('a follow-up goes into the thread of a real conversation and is queued', async () => {
  const turn = await node.deps.turns.advance({
    from: 'outside',
    line: 'main',
    at: Date.now(),
    inbound: {
      channel: 'sms',
      provider_id: 'SM1',
      from: '+15555550123',
      to: '+15555550100',
      raw: 'raw',
      content: { type: 'message', text: 'They took my neighbor away this morning', files: [] },
    },
  })
  const { code } = await node.deps.db
    .selectFrom('tip')
    .select('code')
    .where('thread_id', '=', turn.thread_id)
    .executeTakeFirstOrThrow()
  const path = `/v1/tips/${code}/messages`
  const sent = await call(path, { method: 'POST', body: { text: 'Where was it?', language: 'en' } })
  expect(sent.status).toBe(201)
  expect(sent.json).toMatchObject({
    direction: 'out',
    kind: 'follow-up',
    text: 'Where was it?',
    status: 'queued',
    sent_by: 'cases',
  })
  const { json } = await call(path)
  expect(json.items.map((message: { text: string }) => message.text)).toContain('Where was it?')
  expect(json.items[0].text).toBe('They took my neighbor away this morning')
})

test('nothing is sent to somebody who cannot be reached', async () => {
  const body = { text: 'Hello?' }
  const { status, json } = await call(`/v1/tips/${codeOf(2)}/messages`, { method: 'POST', body })
  expect([status, json.code]).toEqual([422, 'cannot-reach'])
})

test('viewers read and change nothing', async () => {
  expect((await call('/v1/tips', { as: viewer })).status).toBe(200)
  const path = `/v1/tips/${codeOf(0)}`
  for (const [at, method, body] of [
    [path, 'PATCH', { severity: 'low' }],
    [`${path}/messages`, 'POST', { text: 'x' }],
  ] as const) {
    const { status, json } = await call(at, { method, body, as: viewer })
    expect([status, json.code]).toEqual([403, 'not-allowed'])
  }
  expect((await call(path)).json.severity).toBe('high')
})

test.each(['', 'tip_wrong-token-of-the-right-length-0000000000000', '../../etc'])(
  'without a valid token there is nothing: %j',
  async (as) => {
    const { status, headers, json } = await call('/v1/tips', { as })
    expect([status, json.code]).toEqual([401, 'not-signed-in'])
    expect(headers.get('WWW-Authenticate')).toBe('Bearer')
  },
)

test('what is not there is 404, what is not JSON 400, what is too large 413', async () => {
  expect((await call('/v1/tips/T-NONE-NONE')).status).toBe(404)
  expect((await call('/v1/nothing')).json).toMatchObject({ code: 'not-found' })
  const path = `/api/v1/tips/${codeOf(0)}`
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const broken = await app.request(path, { method: 'PATCH', headers, body: '{' })
  expect(broken.status).toBe(400)
  const body = JSON.stringify({ tags: ['x'.repeat(1_100_000)] })
  expect((await app.request(path, { method: 'PATCH', headers, body })).status).toBe(413)
  for (const query of ['cursor=nonsense', 'limit=201', 'limit=0', 'status=odd']) {
    expect((await call(`/v1/tips?${query}`)).status, query).toBe(400)
  }
})

test('the document describes every route with its schemas and opens without a token', async () => {
  const { json } = await call('/openapi.json', { as: '' })
  expect(json.openapi).toBe('3.1.0')
  expect(Object.keys(json.paths)).toEqual([
    '/v1/tips',
    '/v1/tips/search',
    '/v1/tips/{code}',
    '/v1/tips/{code}/messages',
    '/v1/templates',
    '/v1/tips/{code}/coding',
    '/v1/tips/{code}/evidence',
    '/v1/evidence/{id}',
    '/v1/evidence/{id}/original',
    '/v1/evidence/{id}/{look}',
    '/v1/evidence/{id}/retry',
    '/v1/tips/{code}/events',
    '/v1/events',
    '/v1/checkpoints',
    '/v1/tips/{code}/export',
    '/v1/tips/{code}/findings/{question}',
    '/v1/tips/{code}/messages/{id}/unmask',
    '/v1/tips/{code}/unseal',
    '/v1/tips/{code}/upload-link',
    '/v1/stats',
    '/v1/schema/tip.json',
  ])
  expect(Object.keys(json.components.schemas)).toEqual(
    expect.arrayContaining(['Tip', 'Answer', 'Message', 'Problem']),
  )
  const parameters = json.paths['/v1/tips'].get.parameters
  expect(parameters).toContainEqual(
    expect.objectContaining({ name: 'cursor', in: 'query', required: false }),
  )
})

test('the readable page names every route and loads nothing from elsewhere', async () => {
  const response = await app.request('/api/docs')
  const page = await response.text()
  expect(page).toContain('PATCH')
  expect(page).toContain('/api/v1/tips/{code}/messages')
  expect(page.match(/(?:src|href)="https?:/g)).toBeNull()
  expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  const css = /href="(\/api\/docs\/assets\/[^"]+)"/.exec(page)?.[1] ?? ''
  const style = await app.request(css)
  expect(style.headers.get('Cache-Control')).toContain('immutable')
})

test('a database that is away is 503 and asks to come back', async () => {
  const away = await openTestNode({}, node.database)
  const elsewhere = nodeApp(away.deps)
  await away.deps.db.destroy()
  const headers = { Authorization: `Bearer ${token}` }
  const response = await elsewhere.request('/api/v1/tips', { headers })
  expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5'])
})

const forged = (at: string) =>
  Buffer.from(JSON.stringify([at, '7b0a1b0e-0000-4000-8000-000000000000'])).toString('base64url')

test.each([
  ...['line', 'language', 'agency', 'act', 'flag', 'tags'].map((name) => `tips?${name}=a%00b`),
  'stats?line=%00',
  `tips?cursor=${forged('9999-99-99 99:99:99')}`,
  `tips?cursor=${forged('2026-02-30 12:00:00+00')}`,
  `tips?cursor=${forged('2026-02-03 12:00:00+99')}`,
])('what no text or moment can be is not valid, and no fault of ours: %s', async (path) => {
  expect(await call(`/v1/${path}`)).toMatchObject({ status: 400, json: { code: 'bad-request' } })
})

test('nor is a code or a tag', async () => {
  expect((await call('/v1/tips/T%00')).status).toBe(404)
  const body = { status: 'open' }
  expect((await call('/v1/tips/T%00', { method: 'PATCH', body })).status).toBe(404)
  expect((await call('/v1/tips/T%00', { method: 'PATCH', body, as: viewer })).status).toBe(403)
  const tagged = { method: 'PATCH', body: { tags: ['a\u0000b'] } }
  expect((await call(`/v1/tips/${codeOf(0)}`, tagged)).status).toBe(400)
})
