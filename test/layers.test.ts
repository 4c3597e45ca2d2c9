import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** The lowest first. A folder imports from lower levels and from itself. */
const levels = [
  ['conversation'],
  ['channels', 'i18n', 'seal', 'db', 'storage', 'web'],
  ['ledger'],
  ['tips', 'evidence', 'auth', 'lines', 'retention'],
  ['threads', 'export'],
  ['webhooks', 'console', 'api', 'intake', 'jobs', 'simulator'],
  ['', 'commands', 'workshop', 'uploads'],
]
const doors = 5
const roots = 6
/** Open to every folder. */
const open = ['errors', 'let-others-go', 'log', 'metrics', 'release'].map((one) => `src/${one}.ts`)
/** Open to every folder as types. */
const openTypes = ['src/deps.ts', 'src/config.ts']

const sources = globSync('src/**/*.{ts,tsx}').sort().map(read)
const migrations = globSync('migrations/*.ts').sort().map(read)

interface Source {
  path: string
  text: string
  /** The text without comments. */
  code: string
  imports: { from: string; type: boolean }[]
}

function read(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const code = text.replace(/\/\*[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
  const pattern =
    /^(?:import|export)\b(\s+type\b)?\s*(?:[\w$*{},\s]*\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)/gm
  const imports = [...code.matchAll(pattern)].map(([, type, named, lazy]) => ({
    from: resolve(path, named ?? lazy ?? ''),
    type: type !== undefined,
  }))
  return { path, text, code, imports }
}

function resolve(path: string, from: string): string {
  return from.startsWith('.') ? normalize(join(dirname(path), from)) : from
}

function folderOf(path: string): string {
  const [, folder = '', file] = path.split('/')
  return file === undefined ? '' : folder
}

function levelOf(path: string): number {
  return levels.findIndex((folders) => folders.includes(folderOf(path)))
}

/** Why one import breaks the order, if it does. */
function fault(path: string, { from, type }: Source['imports'][number]): string | undefined {
  if (!from.startsWith('src/') || open.includes(from)) return undefined
  if (type && openTypes.includes(from)) return undefined
  if (folderOf(path) === folderOf(from)) return undefined
  const [here, there] = [levelOf(path), levelOf(from)]
  if (there > here) return `${path} imports upward: ${from}`
  const sideways = there === here && here !== roots && !(type && here < doors)
  return sideways ? `${path} imports sideways: ${from}` : undefined
}

describe('the layers', () => {
  test('every folder has its level', () => {
    const unknown = sources.filter(({ path }) => levelOf(path) < 0).map(({ path }) => path)
    expect(unknown).toEqual([])
  })

  test('imports go down only', () => {
    const faults = sources.flatMap(({ path, imports }) => imports.map((one) => fault(path, one)))
    expect(faults.filter(Boolean)).toEqual([])
  })

  test('the check itself sees what it must', () => {
    const imported = (from: string, type = false) => ({ from, type })
    expect(fault('src/tips/read.ts', imported('src/threads/store.ts', true))).toContain('upward')
    expect(fault('src/api/tips.ts', imported('src/console/tip.tsx', true))).toContain('sideways')
    expect(fault('src/tips/read.ts', imported('src/auth/guard.ts'))).toContain('sideways')
    expect(fault('src/tips/read.ts', imported('src/deps.ts'))).toContain('upward')
    expect(fault('src/tips/read.ts', imported('src/deps.ts', true))).toBeUndefined()
    expect(fault('src/api/tips.ts', imported('src/tips/read.ts'))).toBeUndefined()
  })

  test('of packages the core knows only pure ones: nothing in them reads a clock unasked', () => {
    const core = sources.filter(({ path }) => folderOf(path) === 'conversation')
    const packages = core.flatMap(({ imports }) => imports.map(({ from }) => from.split('/')[0]))
    expect(new Set(packages)).toEqual(new Set(['src', 'zod', 'chrono-node']))
  })

  test('migrations import nothing of ours', () => {
    const imports = migrations.flatMap((migration) => migration.imports.map(({ from }) => from))
    expect(new Set(imports)).toEqual(new Set(['kysely']))
  })
})

interface Rule {
  says: string
  pattern: RegExp
  allowed(path: string): boolean
}

const isRoot = (path: string) => levelOf(path) === roots
const nowhere = () => false
/** Given to `Deps` by the Node root; the Worker never imports them. */
const onlyOnNode = ['src/storage/disk.ts', 'src/storage/disk-spool.ts']

const rules: Rule[] = [
  {
    says: 'SQL is built in store.ts files only',
    pattern:
      /\bsql(?:\.raw|\.join|\.lit)?(?:<[^`(]*>)?[`(]|\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|executeQuery|with)\(/,
    allowed: (path) => path.endsWith('/store.ts') || path.startsWith('src/db/'),
  },
  {
    says: 'the environment is read by roots only',
    pattern: /\bprocess\.env\b/,
    allowed: isRoot,
  },
  {
    says: 'of Node, folders shared with Workers use node:crypto only',
    pattern: /['"]node:(?!crypto['"])\w+/,
    allowed: (path) => isRoot(path) || onlyOnNode.includes(path),
  },
  {
    says: 'Cloudflare stays in the Worker',
    pattern: /['"](?:cloudflare:|@cloudflare\/)/,
    allowed: (path) => path.startsWith('src/worker') || path === 'src/build.ts',
  },
  {
    says: 'console output belongs to the commands',
    pattern: /\bconsole\.\w+\(/,
    allowed: (path) => path === 'src/cli.ts' || path.startsWith('src/commands/'),
  },
  {
    says: 'exports have names, but where a platform asks otherwise',
    pattern: /^export default\b/m,
    allowed: (path) => path === 'src/worker.ts' || path.endsWith('.d.ts'),
  },
  { says: 'nothing is any', pattern: /(?:\bas|[:<,|])\s*any\b(?!['"])/, allowed: nowhere },
  { says: 'no silenced checks', pattern: /@ts-(?:ignore|expect-error|nocheck)/, allowed: nowhere },
]

describe('the rules', () => {
  test.each(rules)('$says', ({ pattern, allowed }) => {
    const found = sources.filter(({ path, code }) => pattern.test(code) && !allowed(path))
    expect(found.map(({ path }) => path)).toEqual([])
  })

  test('nothing is left for later', () => {
    const found = [...sources, ...migrations].filter(({ text }) => /TODO|FIXME|XXX/.test(text))
    expect(found.map(({ path }) => path)).toEqual([])
  })

  test('files stop at 300 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 301)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  test('names are kebab-case nouns and verbs, not drawers', () => {
    const junk = /^(utils?|helpers?|common|lib|misc|shared|types|manager|service)$/
    const odd = sources
      .map(({ path }) => path)
      .filter((path) => {
        const names = path
          .replace(/(\.d|\.browser)?\.tsx?$/, '')
          .split('/')
          .slice(1)
        return names.some((name) => junk.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
      })
    expect(odd).toEqual([])
  })
})
