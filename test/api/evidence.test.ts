import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addToken } from '../../src/auth/token.ts'
import type { Role } from '../../src/db/schema.ts'
import { failFile } from '../../src/evidence/fail.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { requireFile } from '../../src/evidence/read.ts'
import { nodeApp } from '../../src/node.ts'
import { streamOf, tipWithFiles } from '../evidence/tip.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'

let desk: ApiDesk
const tokens = new Map<Role, string>()
const bytes = randomBytes(200_000)
let tip: Awaited<ReturnType<typeof tipWithFiles>>
let id = ''

beforeAll(async () => {
  desk = await openApiDesk('investigator', 'viewer')
  const { deps } = desk.node
  for (const role of ['investigator', 'viewer'] as const) {
    tokens.set(role, await addToken(deps, { name: `files ${role}`, role }))
  }
  tip = await tipWithFiles(deps, 2)
  id = tip.evidence_ids[0] ?? ''
  await keepFile(deps, id, streamOf(bytes), {
    name: '../"evil"\r\nX: y.html',
    ...{ copy_grade: 'original_file', most: 1e9 },
  })
})
afterAll(() => desk.node.close())

function getFile(role: Role, path: string, headers: Record<string, string> = {}) {
  return nodeApp(desk.node.deps).request(`/api/v1/evidence/${path}`, {
    headers: { Authorization: `Bearer ${tokens.get(role)}`, ...headers },
  })
}

test('lists the files of a tip in the promised shape', async () => {
  const { status, json } = await desk.call('viewer', `/tips/${tip.code}/evidence`)
  expect(status).toBe(200)
  expect(json.next_cursor).toBeNull()
  expect(json.items).toMatchObject([
    {
      ...{ id, tip: tip.code, exhibit: 1, state: 'stored', kind: 'document', size: 200_000 },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sha512: createHash('sha512').update(bytes).digest('hex'),
      ...{ copy_grade: 'original_file', metadata: null, derivatives: [] },
    },
    { exhibit: null, state: 'fetching', sha256: null },
  ])
  const one = await desk.call('viewer', `/evidence/${id}`)
  expect(one.json).toEqual(json.items[0])
})

test('every list comes in pages', async () => {
  const path = `/tips/${tip.code}/evidence`
  const { json } = await desk.call('viewer', `${path}?limit=1`)
  expect(json.items.map((one: { id: string }) => one.id)).toEqual([id])
  const rest = (await desk.call('viewer', `${path}?limit=1&cursor=${json.next_cursor}`)).json
  expect(rest).toMatchObject({ items: [{ id: tip.evidence_ids[1] }], next_cursor: null })
  for (const other of ['evidence', 'coding', 'upload-link', 'messages', 'events']) {
    const wrong = [`limit=0`, `limit=201`, 'cursor=nothing']
    for (const query of wrong) {
      const answer = await desk.call('viewer', `/tips/${tip.code}/${other}?${query}`)
      expect([other, query, answer.status]).toEqual([other, query, 400])
    }
  }
  const templates = (await desk.call('viewer', '/templates?limit=2')).json
  expect([templates.items.length, typeof templates.next_cursor]).toEqual([2, 'string'])
})

test('gives the bytes to be saved and to nothing else, and writes it down', async () => {
  const response = await getFile('investigator', `${id}/original`)
  expect(response.status).toBe(200)
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  const { headers } = response
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w. -]+"$/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain('sandbox')
  expect(headers.get('cache-control')).toBe('no-store')
  const { json } = await desk.call('viewer', `/tips/${tip.code}/events`)
  expect(json.items.map(({ action }: { action: string }) => action)).toContain(
    'original.downloaded',
  )
})

test.each([
  ['bytes=0-9', 206, 0, 10, 'bytes 0-9/200000'],
  ['bytes=100000-', 206, 100_000, 200_000, 'bytes 100000-199999/200000'],
  ['bytes=-5', 206, 199_995, 200_000, 'bytes 199995-199999/200000'],
  ['bytes=199999-999999999', 206, 199_999, 200_000, 'bytes 199999-199999/200000'],
  ['bytes=200000-', 416, 0, 0, 'bytes */200000'],
  ['bytes=5-2', 416, 0, 0, 'bytes */200000'],
  ['bytes=0-1,5-6', 200, 0, 200_000, null],
  ['pages=1', 200, 0, 200_000, null],
])('%s is answered with %i', async (range, status, from, to, content) => {
  const response = await getFile('investigator', `${id}/original`, { Range: range })
  expect(response.status).toBe(status)
  expect(response.headers.get('content-range')).toBe(content)
  const got = Buffer.from(await response.arrayBuffer())
  expect(got.equals(bytes.subarray(from, to))).toBe(true)
})

test('a role that may not open originals is refused, and that is written down', async () => {
  const response = await getFile('viewer', `${id}/original`)
  expect(response.status).toBe(403)
  const { json } = await desk.call('viewer', `/tips/${tip.code}/events`)
  expect(json.items.map(({ action }: { action: string }) => action)).toContain('access.denied')
})

test('a file in quarantine takes a deliberate word', async () => {
  const { deps } = desk.node
  const { evidence_ids } = await tipWithFiles(deps, 1)
  const [harmful = ''] = evidence_ids
  const scan = async () => ({ scan: 'found' as const, signature: 'Made-up' })
  const scanned = { ...deps, scanner: { scan } }
  await keepFile(scanned, harmful, streamOf(bytes), { copy_grade: 'unknown', most: 1e9 })
  expect((await getFile('investigator', `${harmful}/original`)).status).toBe(409)
  expect((await getFile('investigator', `${harmful}/original?quarantined=true`)).status).toBe(200)
  expect((await getFile('viewer', `${harmful}/original?quarantined=true`)).status).toBe(403)
  expect((await getFile('investigator', `${harmful}/preview`)).status).toBe(404)
})

test('what failed is asked for again by who may write', async () => {
  const { deps } = desk.node
  const waiting = tip.evidence_ids[1] ?? ''
  await failFile(deps, await requireFile(deps, waiting), 'gone')
  const failed = await desk.call('viewer', `/evidence/${waiting}`)
  expect(failed.json).toMatchObject({ state: 'failed', error_code: 'gone', tries: 1 })
  expect((await desk.call('viewer', `/evidence/${waiting}/retry`, 'POST')).status).toBe(403)
  const again = await desk.call('investigator', `/evidence/${waiting}/retry`, 'POST')
  expect(again).toMatchObject({ status: 200, json: { state: 'fetching', tries: 0 } })
  expect((await desk.call('investigator', `/evidence/${id}/retry`, 'POST')).status).toBe(409)
})

test('what was taken back shows nothing any more', async () => {
  const { deps } = desk.node
  const { tip_id, code, evidence_ids } = await tipWithFiles(deps, 1)
  const [gone = ''] = evidence_ids
  await keepFile(deps, gone, streamOf(bytes), { copy_grade: 'unknown', most: 1e9, name: 'secret' })
  await deps.db.updateTable('tip').set({ stage: 'withdrawn' }).where('id', '=', tip_id).execute()
  const { json } = await desk.call('viewer', `/tips/${code}/evidence`)
  expect(json.items).toMatchObject([{ sha256: null, name: null, metadata: null }])
  expect((await getFile('investigator', `${gone}/original`)).status).toBe(404)
})

test('no such file', async () => {
  const nobody = '0192f6a0-0000-7000-8000-000000000000'
  expect((await desk.call('viewer', `/evidence/${nobody}`)).status).toBe(404)
  expect((await desk.call('viewer', '/evidence/none')).status).toBe(400)
  expect((await getFile('investigator', `${nobody}/original`)).status).toBe(404)
})

test('while it is happening an original takes a reason, sent where no log keeps it', async () => {
  const { deps } = desk.node
  const { tip_id, evidence_ids } = await tipWithFiles(deps, 1)
  const [photo = ''] = evidence_ids
  await keepFile(deps, photo, streamOf(bytes), { copy_grade: 'original_file', most: 1e9 })

  await deps.db
    .updateTable('tip')
    .set({ flags: ['happening_now'] })
    .where('id', '=', tip_id)
    .execute()
  const path = `/evidence/${photo}/original`
  expect(await desk.call('investigator', path)).toMatchObject({
    status: 409,
    json: { detail: expect.stringContaining('happening now') },
  })
  expect((await desk.call('investigator', path, 'POST', { reason: ' ' })).status).toBe(400)
  expect((await desk.call('viewer', path, 'POST', { reason: 'A look' })).status).toBe(403)
  const response = await nodeApp(deps).request(`/api/v1${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${tokens.get('investigator')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ reason: 'Help is on its way' }),
  })
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  const events = await deps.db
    .selectFrom('event')
    .selectAll()
    .where('tip_id', '=', tip_id)
    .execute()
  expect(events.filter(({ action }) => action === 'original.downloaded')).toHaveLength(1)
  expect(JSON.stringify(events)).not.toContain('Help')
})
