import { readFile } from 'node:fs/promises'
import { builtinModules, createRequire } from 'node:module'
import { build, type BuildOptions, type Plugin } from 'esbuild'

const shared: BuildOptions = {
  bundle: true,
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [raw()],
}

/**
 * The operator's commands and the Node server, and beside them what the workshop runs in processes of their
 * own; packages stay in `node_modules`.
 */
const node: BuildOptions = {
  ...shared,
  entryPoints: ['src/cli.ts', 'src/workshop/picture-process.ts', 'src/workshop/press-process.ts'],
  entryNames: '[name]',
  outdir: 'dist',
  platform: 'node',
  target: 'node24',
  packages: 'external',
}

/** The Cloudflare Worker, complete in one file: `wrangler.toml` uploads it as it is. */
const worker: BuildOptions = {
  ...shared,
  entryPoints: ['src/worker.ts'],
  outfile: 'dist/worker.js',
  platform: 'browser',
  conditions: ['workerd', 'worker'],
  target: 'es2024',
  external: ['cloudflare:*', 'pg-native'],
  minify: true,
  // Otherwise every letter that is not ASCII takes six.
  charset: 'utf8',
  plugins: [raw(), leaveOut(), nodeImports()],
}

/** `import text from '….css?raw'`: a file as a string, wherever it lies. See `readRaw`. */
function raw(): Plugin {
  return {
    name: 'raw',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\?raw$/ }, ({ path, importer }) => ({
        path: createRequire(importer).resolve(path.slice(0, -'?raw'.length)),
        namespace: 'raw',
      }))
      onLoad({ filter: /./, namespace: 'raw' }, async ({ path }) => ({
        contents: await readRaw(path),
        loader: 'text',
      }))
    },
  }
}

/**
 * What the Worker never needs, an eighth of it: the queue's timetables, as `queue.ts` turns them off and
 * the clock is Cloudflare's; and zod's messages in fifty languages, of which we show none.
 */
function leaveOut(): Plugin {
  return {
    name: 'leave-out',
    setup({ onResolve, onLoad }) {
      const timetables = /^(rrule-temporal|cron-parser)$/
      onResolve({ filter: timetables }, ({ path }) => ({ path, namespace: 'left-out' }))
      onLoad({ filter: /./, namespace: 'left-out' }, () => ({
        contents: 'export const RRuleTemporal = undefined, CronExpressionParser = undefined',
      }))
      onLoad({ filter: /\bzod\/v4\/locales\/index\.js$/ }, () => ({
        contents: "export { default as en } from './en.js'",
      }))
    },
  }
}

/** workerd has Node's modules for `import`; packages in CommonJS `require` them. */
function nodeImports(): Plugin {
  return {
    name: 'node-imports',
    setup({ onResolve, onLoad }) {
      const filter = new RegExp(`^(node:)?(${builtinModules.join('|')})$`)
      onResolve({ filter }, ({ path, kind }) => {
        const module = `node:${path.replace(/^node:/, '')}`
        return kind === 'require-call'
          ? { path: module, namespace: 'node-import' }
          : { path: module, external: true }
      })
      onLoad({ filter: /./, namespace: 'node-import' }, ({ path }) => ({
        contents: `import module_ from '${path}'; module.exports = module_`,
      }))
    },
  }
}

/** What `?raw` gives: the text of a file; of a `.ts` file, the browser script it becomes. */
export async function readRaw(path: string): Promise<string> {
  return path.endsWith('.ts') ? browserScript(path) : readFile(path, 'utf8')
}

async function browserScript(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
    logLevel: 'warning',
  })
  return outputFiles.map((file) => file.text).join('')
}

if (import.meta.main) {
  // esbuild has said what is wrong by then.
  await Promise.all([build(node), build(worker)]).catch(() => process.exit(1))
}
