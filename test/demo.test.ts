import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureDemoTips } from '../src/commands/demo.ts'
import { openTestNode, type TestNode } from './support/node.ts'

let node: TestNode

beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

test('the made-up conversations are over by now, and an empty demo gets them once', async () => {
  const { deps } = node
  await ensureDemoTips(deps)
  await ensureDemoTips(deps)
  const { count, last } = await deps.db
    .selectFrom('message')
    .select(({ fn }) => [
      fn.count<string>('tip_id').distinct().as('count'),
      fn.max('at').as('last'),
    ])
    .executeTakeFirstOrThrow()
  expect(Number(count)).toBe(10)
  expect(+new Date(last)).toBeLessThanOrEqual(deps.now())
})
