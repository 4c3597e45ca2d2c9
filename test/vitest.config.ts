import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vitest/config'
import { readRaw } from '../src/build.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [raw()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    isolate: false,
    // Otherwise style sheets come out empty.
    css: true,
  },
})

/** `?raw` means in tests what it means in the build. */
function raw(): Plugin {
  return {
    name: 'raw',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('?raw')) return undefined
      return `export default ${JSON.stringify(await readRaw(id.slice(0, -'?raw'.length)))}`
    },
  }
}
