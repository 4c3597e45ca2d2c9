import { setImmediate as tick, setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { isOutage } from '../../src/db/outage.ts'
import { connectPostgres } from '../../src/db/connect.ts'
import { nodeApp } from '../../src/node.ts'
import { createTurns } from '../../src/threads/advance.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { type Proxy, startProxy } from '../support/proxy.ts'
import { readThread } from '../support/read-thread.ts'
import { twilioRequest } from '../support/twilio-request.ts'

let database: TestDatabase
let proxy: Proxy
let node: TestNode

beforeAll(async () => {
  database = await createDatabase()
  const url = new URL(database.url)
  proxy = await startProxy(Number(url.port))
  url.port = String(proxy.port)
  node = await openTestNode({ DATABASE_URL: url.href }, database)
})
afterAll(async () => {
  proxy.restore()
  await node.close()
  await proxy.close()
  await database.drop()
})

const post = async (request: () => Request) => nodeApp(node.deps).request(request())
const countMessages = async () =>
  Number(
    (
      await database.db
        .selectFrom('message')
        .select(({ fn }) => fn.countAll().as('n'))
        .execute()
    )[0]?.n,
  )

test('a database that is away: 503, nothing kept, and the repeat succeeds', async () => {
  const request = () => twilioRequest({ From: '+15555550201', Body: 'Hello', MessageSid: 'SMaway' })
  proxy.cut()
  const refused = await post(request)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
  expect(await countMessages()).toBe(0)
  proxy.restore()
  const taken = await post(request)
  expect(taken.status).toBe(200)
  expect(await taken.text()).toContain('<Message')
  expect(await countMessages()).toBe(2)
})

test('a commit whose answer is lost: 503, and the repeat gets the one reply', async () => {
  const request = () => twilioRequest({ From: '+15555550202', Body: 'Hello', MessageSid: 'SMlost' })
  const before = await countMessages()
  proxy.silence()
  const lost = post(request)
  for (let tries = 0; (await countMessages()) === before && tries < 100; tries++) await wait(50)
  proxy.cut()
  expect((await lost).status).toBe(503)
  proxy.restore()
  const repeated = await post(request)
  expect(repeated.status).toBe(200)
  expect(await repeated.text()).toContain('<Message')
  expect(await countMessages()).toBe(before + 2)
  const row = await database.db
    .selectFrom('message')
    .select('thread_id')
    .where('provider_id', '=', 'SMlost')
    .executeTakeFirstOrThrow()
  expect((await readThread({ ...node.deps, db: database.db }, row.thread_id)).version).toBe(1)
})

test.each([0, 1])(
  'a server that falls silent holds nobody up, with %d files',
  async (count) => {
    const db = connectPostgres(node.deps.config.database_url ?? '', 2, 1_000)
    const turns = createTurns({ ...node.deps, db }, { lanes: 1, most: 8 })
    const say = (from: string) =>
      turns.advance({
        ...{ from: 'outside', line: 'main', at: Date.now() },
        inbound: {
          ...{ channel: 'sms', provider_id: `SM${from}`, from, to: '', raw: '' },
          content: {
            ...{ type: 'message', text: 'Hello' },
            files: Array(count).fill({ kind: 'photo', source: { url: 'https://x.example/1' } }),
          },
        },
      })
    await say(`+1555555030${count}`)
    proxy.silence()
    const lost = say(`+1555555031${count}`).catch((error: unknown) => error)
    await wait(200)
    proxy.restore()
    await say(`+1555555032${count}`)
    expect(await lost).toMatchObject({ code: 'database-unavailable' })
    await say(`+1555555031${count}`)
    await db.destroy()
  },
  10_000,
)

/** Lets the clock of `setTimeout` run ahead, a minute at most, until something is done. */
async function hurry<T>(doing: Promise<T>): Promise<T> {
  let done = false
  void doing.finally(() => (done = true)).catch(() => undefined)
  for (let seconds = 0; seconds < 60 && !done; seconds++) {
    await vi.advanceTimersByTimeAsync(1_000)
    for (let ticks = 0; ticks < 20; ticks++) await tick()
  }
  return doing
}

test('a turn is given up after a while of silence; a long query of the console is not', async () => {
  const long = sql.raw(`select pg_sleep(1), '${'long'.repeat(500)}'`)
  await Promise.all([
    sql`select 1`.execute(node.deps.db),
    post(() => twilioRequest({ From: '+15555550203', Body: 'Hello', MessageSid: 'SMwarm' })),
  ])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    expect((await hurry(long.execute(node.deps.db))).rows).toHaveLength(1)
    proxy.silence()
    const say = twilioRequest({ From: '+15555550204', Body: 'Hello', MessageSid: 'SMsilent' })
    expect((await hurry(post(() => say))).status).toBe(503)
  } finally {
    vi.useRealTimers()
    proxy.restore()
  }
})

test('a full disk is no outage of the database, and a server that cannot be reached is', async () => {
  const failing = (code: string, syscall: string) =>
    Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
  for (const [code, syscall] of [
    ['ENOSPC', 'write'],
    ['EACCES', 'open'],
    ['ENOENT', 'open'],
  ] as const) {
    expect(isOutage(failing(code, syscall))).toBe(false)
  }
  for (const [code, syscall] of [
    ['ECONNREFUSED', 'connect'],
    ['ENOENT', 'connect'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['ECONNRESET', 'read'],
    ['EPIPE', 'write'],
  ] as const) {
    expect(isOutage(failing(code, syscall))).toBe(true)
  }
  const nowhere = connectPostgres('postgresql:///x?host=/nowhere', 1)
  const error: unknown = await sql`select 1`.execute(nowhere).catch((given: unknown) => given)
  expect(isOutage(error)).toBe(true)
})
