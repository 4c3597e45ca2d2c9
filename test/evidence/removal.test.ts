import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { openOriginal } from '../../src/evidence/read.ts'
import { removeObjects } from '../../src/evidence/objects/remove.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { streamOf, tipWithFiles } from './tip.ts'

let node: TestNode

beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const about = { copy_grade: 'original_file', most: 1_000_000 } as const
const hours = 3_600_000

test('a file that is let go of takes no other along that is stored at that moment', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 2)
  const [late = '', other = ''] = evidence_ids
  const bytes = randomBytes(50_000)
  let keeping: Promise<unknown> = Promise.resolve()
  const racing = withStorage(deps, {
    async put(...put) {
      await deps.storage.put(...put)
      const first = { state: 'stored' } as const
      await deps.db.updateTable('evidence').set(first).where('id', '=', late).execute()
    },
    async remove(name) {
      keeping = keepPatiently(deps, other, bytes)
      await wait(300)
      await deps.storage.remove(name)
    },
  })
  await keepFile(racing, late, streamOf(bytes), about)
  await keeping
  expect(await keepPatiently(deps, other, bytes)).toBe('stored')
  expect(await bytesOf(deps, other)).toEqual(bytes)
})

test('a removal that is due takes no file along that is stored again at that moment', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  const bytes = randomBytes(50_000)
  const broken = withStorage(deps, {
    async put(...put) {
      await deps.storage.put(...put)
      throw new Error('broke off right after')
    },
  })
  await expect(keepFile(broken, id, streamOf(bytes), about)).rejects.toThrow()
  let keeping: Promise<unknown> = Promise.resolve()
  const later = withStorage(
    { ...deps, now: () => Date.now() + 3 * hours },
    {
      async remove(name) {
        keeping = keepPatiently(deps, id, bytes)
        await wait(300)
        await deps.storage.remove(name)
      },
    },
  )
  await removeObjects(later)
  expect(await keeping).toBe('stored')
  expect(await bytesOf(deps, id)).toEqual(bytes)
})

test('what was removed after it was stored is stored again', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 2)
  const [late = '', other = ''] = evidence_ids
  const bytes = randomBytes(50_000)
  const losing = withStorage(deps, {
    async put(...put) {
      await deps.storage.put(...put)
      const first = { state: 'stored' } as const
      await deps.db.updateTable('evidence').set(first).where('id', '=', late).execute()
    },
  })
  const slow = withStorage(deps, {
    async get(name, range) {
      const read = await buffer(await deps.storage.get(name, range))
      await keepFile(losing, late, streamOf(bytes), about)
      return streamOf(read)
    },
  })
  const keeping = keepFile(slow, other, streamOf(bytes), about)
  await expect(keeping).rejects.toMatchObject({ code: 'storage-unavailable', retryable: true })
  expect(await keepFile(deps, other, streamOf(bytes), about)).toBe('stored')
  expect(await bytesOf(deps, other)).toEqual(bytes)
})

test('what was stored and never named is removed, and what is named stays', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 2)
  const [named = '', lost = ''] = evidence_ids
  await keepFile(deps, named, streamOf(randomBytes(999)), about)
  let orphan = ''
  const broken = withStorage(deps, {
    async put(name, ...rest) {
      await deps.storage.put((orphan = name), ...rest)
      throw new Error('broke off right after')
    },
  })
  await expect(keepFile(broken, lost, streamOf(randomBytes(999)), about)).rejects.toThrow()
  await removeObjects(deps)
  expect(await deps.storage.size(orphan)).toBeGreaterThan(999)
  await removeObjects({ ...deps, now: () => Date.now() + 3 * hours })
  expect(await deps.storage.size(orphan)).toBeUndefined()
  expect(await bytesOf(deps, named)).toHaveLength(999)
  expect(await deps.db.selectFrom('object_removal').selectAll().execute()).toEqual([])
})

test('a removal that fails waits, and keeps no other from its turn', async () => {
  const { deps } = node
  const names = ['a'.repeat(64), 'b'.repeat(64)]
  const rows = names.map((object) => ({ object, at: new Date(0) }))
  await deps.db.insertInto('object_removal').values(rows).execute()
  const removed: string[] = []
  const refusing = withStorage(deps, {
    remove: async (name) => {
      if (name === names[0]) throw new Error('refused')
      removed.push(name)
    },
  })
  await expect(removeObjects(refusing)).rejects.toThrow('refused')
  expect(removed).toEqual([names[1]])
  await removeObjects(deps)
})

function withStorage(deps: Deps, storage: Partial<Deps['storage']>): Deps {
  return { ...deps, storage: { ...deps.storage, ...storage } }
}

/** As a job does: tried again when the storage was not as it should be. */
async function keepPatiently(deps: Deps, id: string, bytes: Uint8Array): Promise<unknown> {
  try {
    return await keepFile(deps, id, streamOf(bytes), about)
  } catch {
    return keepFile(deps, id, streamOf(bytes), about)
  }
}

async function bytesOf(deps: Deps, id: string): Promise<Buffer> {
  return buffer(await (await openOriginal(deps, id)).read())
}
