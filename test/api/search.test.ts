import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeApp } from '../../src/node.ts'
import { indexTips } from '../../src/tips/search/index-words.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'
import { plantTip } from '../support/plant.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('viewer')
  const place = { latitude: 41.88, longitude: -87.63 }
  const { id } = await plantTip(desk.node.deps, {
    ...{ code: 'T-0000-0001', line: 'main', at: new Date('2026-11-01T12:00:00Z'), unread: 2 },
    messages: [{ from: 'person', text: 'A red car at the bridge' }],
    answers: { place: { words: 'the bridge', place }, acts: { codes: ['force', 'entry'] } },
  })
  await desk.node.deps.db
    .updateTable('tip')
    .set({ tags: ['raid', 'bridge'], flags: ['death'] })
    .where('id', '=', id)
    .execute()
  await indexTips(desk.node.deps, [id])
  await plantTip(desk.node.deps, { ...{ code: 'T-0000-0002', line: 'main', language: 'es' } })
  await plantTip(desk.node.deps, {
    ...{ code: 'T-0000-0003', line: 'main', stage: 'withdrawn' },
    answers: { acts: { codes: ['force'] } },
  })
})
afterAll(() => desk.node.close())

test.each([
  'q=red%20BRIDGE',
  'q=t-0000-0001',
  'near=41.9,-87.6,5',
  'tags=raid',
  'tags=bridge,raid',
  'flag=death',
  'act=force',
  'act=entry&q=car&near=41.88,-87.63,1&tags=raid&status=new&since=2026-10-01T00:00:00Z',
])('%s finds the one', async (query) => {
  const { status, json } = await desk.call('viewer', `/tips?${query}`)
  expect(status).toBe(200)
  expect(json.items.map(({ code }: { code: string }) => code)).toEqual(['T-0000-0001'])
})

test.each(['q=red%20boat', 'tags=raid,oak', 'near=40,-87,5', 'flag=children', 'q=%3F'])(
  '%s finds none',
  async (query) => {
    expect((await desk.call('viewer', `/tips?${query}`)).json.items).toEqual([])
  },
)

test.each(['near=91,0,5', 'near=1,2', 'near=,,', 'q=', 'since=yesterday'])(
  '%s is no question',
  async (query) => {
    expect((await desk.call('viewer', `/tips?${query}`)).status).toBe(400)
  },
)

test('the same is found with all of it in the body, page by page, and each page is written down', async () => {
  const body = { q: 'red BRIDGE', near: '41.9,-87.6,5', tags: 'raid', act: 'entry', limit: 10 }
  const found = await desk.call('viewer', '/tips/search', 'POST', body)
  expect([found.status, found.json.items.length]).toEqual([200, 1])
  expect(found.json).toEqual((await desk.call('viewer', '/tips?q=bridge&status=new')).json)
  const first = await desk.call('viewer', '/tips/search', 'POST', { limit: 2 })
  const cursor = first.json.next_cursor
  const second = await desk.call('viewer', '/tips/search', 'POST', { cursor, limit: 2 })
  const all = [...first.json.items, ...second.json.items].map(({ code }: { code: string }) => code)
  expect(all.toSorted()).toEqual(['T-0000-0001', 'T-0000-0002', 'T-0000-0003'])
  const events = await desk.node.deps.db
    .selectFrom('event')
    .select('details')
    .where('action', '=', 'tip.searched')
    .orderBy('id', 'desc')
    .limit(2)
    .execute()
  expect(events.map(({ details }) => details)).toEqual([
    { by: ['status', 'q'], found: 1 },
    { by: ['act', 'tags', 'q', 'near'], found: 1 },
  ])
})

test.each([{ near: '91,0,5' }, { q: '' }, { query: 'red' }, { limit: 201 }, { cursor: 'x' }])(
  '%j is no question either',
  async (body) => {
    expect((await desk.call('viewer', '/tips/search', 'POST', body)).status).toBe(400)
  },
)

test('the description says which words end up in logs, and how they do not', async () => {
  const response = await nodeApp(desk.node.deps).request('/api/openapi.json')
  const { paths }: any = await response.json()
  const q = paths['/v1/tips'].get.parameters.find(({ name }: { name: string }) => name === 'q')
  expect(q.description).toContain('access logs')
  const { schema } = paths['/v1/tips/search'].post.requestBody.content['application/json']
  const names = paths['/v1/tips'].get.parameters.map(({ name }: { name: string }) => name)
  expect(Object.keys(schema.properties)).toEqual(names)
})

test('the counts are of all tips, but of what is in them only while they stand', async () => {
  const { status, json } = await desk.call('viewer', '/stats')
  expect(status).toBe(200)
  expect(json).toMatchObject({
    ...{ tips: 3, unread: 1, by_line: { main: 3 }, by_status: { new: 3 } },
    by_stage: { in_progress: 2, withdrawn: 1 },
    by_language: { en: 2, es: 1 },
    by_channel: { sms: 3 },
    by_severity: { unrated: 3 },
    ...{ by_act: { entry: 1, force: 1 }, by_agency: {} },
  })
  expect(json.by_day['2026-11-01']).toBe(1)
  const early = await desk.call('viewer', '/stats?until=2026-11-02T00:00:00Z&line=main')
  expect(early.json).toMatchObject({ tips: 1, by_language: { en: 1 }, by_act: { force: 1 } })
  expect((await desk.call('viewer', '/stats?line=none')).json).toMatchObject({ tips: 0 })
})
