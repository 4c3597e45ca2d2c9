import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newRingKey } from '../src/seal/keys.ts'
import { dataFolder, type Running, serve, tipthread } from './support/commands.ts'
import { createDatabase } from './support/database.ts'
import { freePort } from './support/server.ts'

const announced = /First administrator +(\S+)/
const patience = 120_000

describe('a first start with nothing set', { timeout: patience }, () => {
  let data: Awaited<ReturnType<typeof dataFolder>>
  let env: Record<string, string>
  let server: Running
  let site: string

  beforeAll(async () => {
    data = await dataFolder()
    env = { DATA_DIR: data.path, PORT: String(await freePort()) }
    site = `http://localhost:${env['PORT']}`
    server = await serve(env, announced)
  }, patience)
  afterAll(async () => {
    await server.stop()
    await data.remove()
  })

  test('prints the addresses, and they answer', async () => {
    for (const path of ['/simulator', '/console', '/api/docs']) {
      expect(server.output()).toContain(`${site}${path}\n`)
      const page = await fetch(`${site}${path}`)
      expect([path, page.status]).toEqual([path, 200])
      expect(page.headers.get('content-type')).toContain('text/html')
    }
  })

  test('the one-time link signs the first administrator in, once', async () => {
    const link = announced.exec(server.output())?.[1] ?? ''
    const password = new URLSearchParams({ password: 'correct horse battery staple' })
    const headers = { origin: site }
    const use = () => fetch(link, { method: 'POST', body: password, headers, redirect: 'manual' })
    const used = await use()
    expect(used.status).toBe(303)
    const cookie = used.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const page = await fetch(`${site}/console`, { headers: { cookie }, redirect: 'manual' })
    expect(page.status).toBe(200)
    expect((await use()).status).toBe(404)
  })

  test('holds made-up tips that say so, and commands reach it while it serves', async () => {
    const token = await tipthread(['token', 'add', 'reader', '--role', 'viewer'], env)
    expect(token).toMatchObject({ status: 0, stderr: '' })
    expect(token.stdout).toMatch(/^\S+\n$/)
    const again = await tipthread(['token', 'add', 'reader', '--role', 'viewer'], env)
    expect(again).toMatchObject({ status: 1, stdout: '' })
    expect(again.stderr).toMatch(/^tipthread: .+\n$/)

    const more = await tipthread(['demo', '--tips', '2', '--json'], env)
    expect([more.status, JSON.parse(more.stdout)]).toEqual([0, { tips: 2 }])
    const headers = { authorization: `Bearer ${token.stdout.trim()}` }
    const list = await fetch(`${site}/api/v1/tips`, { headers })
    const { items } = (await list.json()) as {
      items: { answers: { account: { value: string } } }[]
    }
    expect(items.length).toBeGreaterThanOrEqual(2)
    for (const { answers } of items) expect(answers.account.value).toMatch(/^\[(Made-up|Ejemplo)/)
  })

  test.each([
    [['line', 'show', 'nowhere']],
    [['export', 'T-0000-0000', '--out', 'nowhere']],
    [['export', 'T-0000-0000', '--out', 'nowhere', '--zip', '--to', 'nobody']],
  ])('what only the server can see to be wrong usage exits with 2: %j', async (argv) => {
    const { status, stdout, stderr } = await tipthread(argv, env)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^tipthread: .+\n$/)
  })

  test('a second server on the same folder is refused in one line', async () => {
    const second = await tipthread(['serve'], { ...env, PORT: String(await freePort()) })
    expect(second).toMatchObject({ status: 1, stdout: '' })
    expect(second.stderr).toMatch(/^tipthread: .+ in use .+\n$/)
  })

  test('ends when asked, and starts again with everything there', async () => {
    expect(await server.stop()).toBe(0)
    server = await serve(env, /api\/docs/)
    expect(server.output()).not.toMatch(announced)
    const token = await tipthread(['token', 'add', 'reader', '--role', 'viewer'], env)
    expect(token.stderr).toContain('exists')
  })
})

describe('a wrong environment stops the start with one line', { timeout: patience }, () => {
  const keys = newRingKey('a')
  const twilio = {
    PUBLIC_URL: 'https://tips.example.org',
    TIPTHREAD_KEYS: keys,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_FROM: '+12025550100',
  }
  const telegram = {
    PUBLIC_URL: 'https://tips.example.org',
    TIPTHREAD_KEYS: keys,
    TELEGRAM_BOT_TOKEN: '12345:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    TELEGRAM_WEBHOOK_SECRET: 'secret-secret-secret',
  }
  const without = (env: Record<string, string>, name: string) =>
    Object.fromEntries(Object.entries(env).filter(([key]) => key !== name))

  test.each<[string, Record<string, string>]>([
    ['PORT', { PORT: 'eighty' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['TIPTHREAD_KEYS', { TIPTHREAD_KEYS: 'a:short' }],
    ['TIPTHREAD_KEYS', { TIPTHREAD_KEYS: '' }],
    ['TELEGRAM_WEBHOOK_SECRET', { TELEGRAM_WEBHOOK_SECRET: '' }],
    ['TELEGRAM_WEBHOOK_SECRET', without(telegram, 'TELEGRAM_WEBHOOK_SECRET')],
    ['TIPTHREAD_KEYS', without(telegram, 'TIPTHREAD_KEYS')],
    ['TIPTHREAD_KEYS', without(twilio, 'TIPTHREAD_KEYS')],
    ['TWILIO_AUTH_TOKEN', without(twilio, 'TWILIO_AUTH_TOKEN')],
    ['TWILIO_FROM', without(twilio, 'TWILIO_FROM')],
    ['PUBLIC_URL', without(twilio, 'PUBLIC_URL')],
  ])('%s', async (name, env) => {
    const { status, stdout, stderr } = await tipthread(['serve'], env)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^tipthread: ${name} must .+\n$`))
    for (const value of Object.values(env).filter(Boolean)) expect(stderr).not.toContain(value)
  })
})

describe('commands', { timeout: patience }, () => {
  test.each(['serve', 'work', 'migrate', 'user add', 'token add', 'line set', 'line show', 'demo'])(
    '%s explains itself',
    async (command) => {
      const { status, stdout } = await tipthread([...command.split(' '), '--help'], {})
      expect(status).toBe(0)
      expect(stdout).toContain(`Usage: tipthread ${command}`)
    },
  )

  test.each([
    [[]],
    [['bogus']],
    [['serve', '--bogus']],
    [['token', 'add', 'x']],
    [['token', 'add', 'x', '--role', 'boss']],
    [['user', 'add', 'not-an-address', '--role', 'viewer']],
    [['line', 'set']],
    [['line', 'set', 'no-such-file.json']],
    [['demo', '--tips', '0']],
    [['demo', '--tips', 'many']],
    [['verify', 'no-such-folder']],
    [['verify', 'src']],
    [['verify', 'package.json']],
  ])('wrong usage exits with 2: %j', async (argv) => {
    const { status, stdout } = await tipthread(argv, {})
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  test('a start that cannot open its database ends, and says so', async () => {
    const data = await dataFolder()
    await mkdir(join(data.path, 'database'))
    await writeFile(join(data.path, 'database', 'PG_VERSION'), 'of another make\n')
    const { status, stdout, stderr } = await tipthread(['serve'], { DATA_DIR: data.path })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^tipthread: .+\n$/)
    await data.remove()
  })

  test('a role that is not there gets nothing, and the command ends', async () => {
    const [data, database] = [await dataFolder(), await createDatabase()]
    const env = { DATABASE_URL: database.url, DATA_DIR: data.path }
    const { status, stderr } = await tipthread(['migrate', '--grant', 'nobody'], env)
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'tipthread: there is no role nobody in the database\n',
    })
    await database.drop()
    await data.remove()
  })

  test('what a check of a package would not heed is refused', async () => {
    const { status, stderr } = await tipthread(['verify', 'src', '--all', '--json'], {})
    expect(status).toBe(2)
    expect(stderr).toMatch(/^tipthread: --all .+ without a path\n$/)
  })

  test('a reason that is too short is refused in plain words', async () => {
    const argv = ['export', 'T-7F3K-92QM', '--out', 'nowhere', '--reason', 'x']
    const { status, stderr } = await tipthread(argv, {})
    expect(status).toBe(2)
    expect(stderr).toContain('It must be 3 to 1000 letters.')
  })
})
