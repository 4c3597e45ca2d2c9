import { afterAll, beforeAll, expect, test } from 'vitest'
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
