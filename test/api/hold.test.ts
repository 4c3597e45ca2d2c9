import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../src/db/schema.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('supervisor', 'investigator', 'viewer')
})
afterAll(() => desk.node.close())

test('a legal hold is put and lifted by supervisors alone', async () => {
  const { code } = await desk.tipOf('Hello')
  const hold = (role: Role, on: boolean) => desk.call(role, `/tips/${code}`, 'PATCH', { hold: on })
  expect((await desk.call('viewer', `/tips/${code}`)).json).toMatchObject({
    hold: false,
    erase_at: null,
    erased_at: null,
    flags: [],
  })
  expect(await hold('investigator', true)).toMatchObject({ status: 403 })
  expect(await hold('supervisor', true)).toMatchObject({ status: 200, json: { hold: true } })
  expect(await hold('investigator', false)).toMatchObject({ status: 403 })
  expect(await hold('supervisor', false)).toMatchObject({ status: 200, json: { hold: false } })
})
