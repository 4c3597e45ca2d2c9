import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../src/db/schema.ts'
import { readHold } from '../../src/tips/hold/hold.ts'
import { requireTip } from '../../src/tips/read.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('supervisor', 'investigator', 'viewer')
})
afterAll(() => desk.node.close())

test('a legal hold is put and lifted by supervisors alone', async () => {
  const { code } = await desk.tipOf('Hello')
  const reason = 'Motion to preserve, case 26-1107'
  const hold = (role: Role, on: boolean) =>
    desk.call(role, `/tips/${code}`, 'PATCH', { hold: on, reason })
  expect(await desk.call('supervisor', `/tips/${code}`, 'PATCH', { hold: true })).toMatchObject({
    status: 400,
  })
  expect((await desk.call('viewer', `/tips/${code}`)).json).toMatchObject({
    hold: false,
    erase_at: null,
    erased_at: null,
    flags: [],
  })
  expect(await hold('investigator', true)).toMatchObject({ status: 403 })
  expect(await hold('supervisor', true)).toMatchObject({ status: 200, json: { hold: true } })
  expect(await hold('investigator', false)).toMatchObject({ status: 403 })
  const tip = await requireTip(desk.node.deps, code)
  expect(await readHold(desk.node.deps, tip)).toMatchObject({ by: 'supervisor', reason })
  expect(await hold('supervisor', true)).toMatchObject({ status: 200 })
  expect(await hold('supervisor', false)).toMatchObject({ status: 200, json: { hold: false } })
  const events = await desk.node.deps.db
    .selectFrom('event')
    .select(['action', 'details'])
    .where('tip_id', '=', tip.id)
    .where('action', 'like', 'legal-hold.%')
    .orderBy('id')
    .execute()
  expect(events.map(({ action }) => action)).toEqual(['legal-hold.set', 'legal-hold.lifted'])
  expect(JSON.stringify(events)).not.toContain('preserve')
})

test('of what is asked for together, all is done or nothing', async () => {
  const { code } = await desk.tipOf('Hello')
  const patch = (body: object) => desk.call('supervisor', `/tips/${code}`, 'PATCH', body)
  await patch({ status: 'open' })
  const reason = 'Motion to preserve'
  expect(await patch({ hold: true, reason, status: 'new' })).toMatchObject({ status: 400 })
  expect(await patch({ hold: true, severity: 'high' })).toMatchObject({ status: 400 })
  const { json } = await desk.call('viewer', `/tips/${code}`)
  expect(json).toMatchObject({ hold: false, severity: 'unrated' })
  expect(await patch({ hold: true, reason, severity: 'high' })).toMatchObject({
    json: { hold: true, severity: 'high' },
  })
})
