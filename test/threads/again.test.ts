import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestNode, type TestNode } from '../support/node.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const say = (text: string) =>
  node.deps.turns.advance({
    ...{ from: 'outside', line: 'main', at: Date.now() },
    inbound: {
      ...{ channel: 'sms', provider_id: randomUUID(), from: '+15555550177', to: '', raw: text },
      content: { type: 'message', text, files: [] },
    },
  })

test('a turn whose thread keeps moving gives up, to be repeated, and keeps nothing', async () => {
  const { db } = node.deps
  const { thread_id } = await say('Hello')
  const count = async () =>
    (await db.selectFrom('message').select('id').where('thread_id', '=', thread_id).execute())
      .length
  const before = await count()
  await sql`create function keep() returns trigger language plpgsql as 'begin return null; end'`.execute(
    db,
  )
  await sql`create trigger keep before update on thread for each row execute function keep()`.execute(
    db,
  )
  await expect(say('2')).rejects.toMatchObject({ code: 'conflict', retryable: true })
  expect(await count()).toBe(before)
  await sql`drop trigger keep on thread`.execute(db)
  await expect(say('2')).resolves.toMatchObject({ thread_id, duplicate: false })
  expect(await count()).toBe(before + 2)
})
