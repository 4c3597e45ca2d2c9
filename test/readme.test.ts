import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles } from '../src/auth/roles.ts'
import { readConfig } from '../src/config.ts'
import { nodeApp } from '../src/node.ts'
import { tipthread } from './support/commands.ts'
import { openTestNode, type TestNode } from './support/node.ts'

const readme = readFileSync('README.md', 'utf8')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

/** The text under one heading, up to the next of the same depth. */
function section(heading: string): string {
  const start = readme.indexOf(`### ${heading}\n`)
  if (start < 0) throw new Error(`README has no section ${heading}`)
  return readme.slice(start).split(/\n##+ /)[0] ?? ''
}

/** The rows of a section's table, cell by cell, without its head. */
function table(heading: string): string[][] {
  const rows = section(heading)
    .split('\n')
    .filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

const code = (cell = '') => /`([^`]+)`/.exec(cell)?.[1] ?? ''

describe('the environment', () => {
  test('every name is in the table and every name of the table is read', () => {
    const source = readFileSync('src/config.ts', 'utf8')
    const schema = /^const Environment = [^]*?^\}\)/m.exec(source)?.[0] ?? ''
    const read = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name)
    expect(read).not.toEqual([])
    expect(
      table('Environment')
        .map(([name]) => code(name))
        .sort(),
    ).toEqual(read.sort())
  })

  test('the defaults are what is used', () => {
    const config = readConfig({})
    const defaults = Object.fromEntries(
      table('Environment').map(([name, value]) => [code(name), code(value)]),
    )
    expect(defaults).toMatchObject({
      PUBLIC_URL: config.public_url,
      PORT: String(config.port),
      HOST: config.host,
      DATA_DIR: config.data_dir,
      LOG_LEVEL: config.log_level,
    })
  })
})

// Each command is a process of its own.
describe('the commands', { timeout: 120_000 }, () => {
  /** The commands that `help` lists, with those below them. */
  async function listed(path: string[] = []): Promise<string[]> {
    const { stdout } = await tipthread([...path, '--help'], {})
    const lines = stdout.split('Commands:\n')[1] ?? ''
    const names = [...lines.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name)
    const own = names.filter((name) => name !== 'help')
    if (own.length === 0) return [path.join(' ')]
    return (await Promise.all(own.map((name) => listed([...path, name])))).flat()
  }

  test('every command is in the table and every command of the table is there', async () => {
    const told = table('Commands').map(([command]) => code(command))
    const names = told.map((command) => command.replace(/ [A-Z-].*$/, ''))
    expect(names.sort()).toEqual((await listed()).sort())
  })

  test('every option it names is there', async () => {
    for (const row of table('Commands')) {
      const command = code(row[0]).replace(/ [A-Z-].*$/, '')
      const { stdout } = await tipthread([...command.split(' '), '--help'], {})
      for (const [option] of row.join(' ').matchAll(/--[a-z]+/g)) expect(stdout).toContain(option)
    }
  })

  test('every role is named', () => {
    for (const role of roles) expect(section('Commands')).toContain(`\`${role}\``)
  })

  test('every npm script it names is there, and the first two commands are two', () => {
    expect(readme).toContain('```sh\nnpm ci\nnpm start\n```')
    expect(scripts.start).toBe('node dist/cli.js serve')
    for (const [, name = ''] of readme.matchAll(/npm run ([\w-]+)/g)) {
      expect(scripts).toHaveProperty(name)
    }
  })
})

describe('the addresses', () => {
  let node: TestNode
  beforeAll(async () => {
    node = await openTestNode()
  })
  afterAll(() => node.close())

  const rows = table('Addresses').map(([address]) => code(address).split(' '))

  test.each(rows.filter(([, path]) => path !== '/simulator'))('%s %s', async (method, path) => {
    const response = await nodeApp(node.deps).request(path ?? '', { method: method ?? '' })
    const given = path?.startsWith('/u/') ? [404] : [200, 303, 401]
    const expected = path?.startsWith('/webhooks') ? [403] : given
    expect(expected).toContain(response.status)
  })
})

test.each(['README.md', 'SECURITY.md'])('the links of %s lead somewhere', (file) => {
  const text = readFileSync(file, 'utf8')
  const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = '']) => `#${heading.toLowerCase().replaceAll(' ', '-')}`,
  )
  for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
    if (target.startsWith('https://')) continue
    if (target.startsWith('#')) expect(anchors).toContain(target)
    else expect([target, existsSync(join(dirname(file), target))]).toEqual([target, true])
  }
})

test('paths it speaks of are there', () => {
  const paths = [...readme.matchAll(/`((?:src|test|locales|migrations)\/[\w./-]*)`/g)]
  expect(paths.length).toBeGreaterThan(5)
  for (const [, path = ''] of paths) expect([path, existsSync(path)]).toEqual([path, true])
})
