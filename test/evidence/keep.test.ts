import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepFile } from '../../src/evidence/keep.ts'
import { openOriginal, readExhibits } from '../../src/evidence/read.ts'
import { retryFile } from '../../src/evidence/retry.ts'
import { pictureBytes } from '../../src/simulator/picture.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { streamOf, tipWithFiles } from './tip.ts'

let node: TestNode

beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const about = { copy_grade: 'original_file', most: 50_000_000 } as const

test('a file is kept to the byte, sealed, numbered, and told in the ledger', async () => {
  const { deps } = node
  const { tip_id, evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  const kept = await keepFile(deps, id, streamOf(pictureBytes), {
    ...{ ...about, name: '../../etc/street.png', announced_mime: 'image/gif' },
  })
  expect(kept).toBe('stored')
  const [exhibit] = await readExhibits(deps, { id: tip_id })
  expect(exhibit).toMatchObject({
    ...{ id, exhibit: 1, state: 'stored', kind: 'photo', mime: 'image/png', scan: 'skipped' },
    size: pictureBytes.length,
    sha256: createHash('sha256').update(pictureBytes).digest('hex'),
    sha512: createHash('sha512').update(pictureBytes).digest('hex'),
    ...{ copy_grade: 'original_file', name: '../../etc/street.png', error_code: null },
  })
  const original = await openOriginal(deps, id)
  expect((await buffer(await original.read())).equals(pictureBytes)).toBe(true)
  const part = await buffer(await original.read({ from: 10, to: 20 }))
  expect(part.equals(pictureBytes.subarray(10, 20))).toBe(true)
  expect(await actionsOf(id)).toEqual(['object.hashed', 'malware.scanned', 'object.stored'])
})

test('on the disk lies nothing that can be read, and nothing waits', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 1)
  const words = Buffer.from('what somebody wrote '.repeat(9000))
  await keepFile(deps, evidence_ids[0] ?? '', streamOf(words), about)
  const folder = deps.config.data_dir
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const lying = files.filter((file) => file.isFile()).map((one) => join(one.parentPath, one.name))
  expect(lying.filter((path) => path.includes('spool'))).toEqual([])
  expect(lying.length).toBeGreaterThan(0)
  for (const path of lying) expect((await readFile(path)).includes('somebody')).toBe(false)
})

test('the same bytes again are linked, not dropped', async () => {
  const { deps } = node
  const [first, second] = [await tipWithFiles(deps, 2), await tipWithFiles(deps, 1)]
  const bytes = randomBytes(100_000)
  const ids = [...first.evidence_ids, ...second.evidence_ids]
  for (const id of ids) await keepFile(deps, id, streamOf(bytes), about)
  const exhibits = await readExhibits(deps, { id: first.tip_id })
  expect(exhibits.map(({ exhibit, duplicate_of }) => [exhibit, duplicate_of])).toEqual([
    [1, null],
    [2, ids[0]],
  ])
  const [other] = await readExhibits(deps, { id: second.tip_id })
  expect(other?.duplicate_of).toBe(ids[0])
  expect(await actionsOf(ids[2] ?? '')).toContain('duplicate.found')
})

test('the same bytes at the same moment are linked too', async () => {
  const { deps } = node
  const { tip_id, evidence_ids } = await tipWithFiles(deps, 4)
  const bytes = randomBytes(1_000)
  const [together, all] = [Promise.withResolvers<void>(), evidence_ids.length]
  let come = 0
  const storage: typeof deps.storage = {
    ...deps.storage,
    async get(...asked) {
      if (++come === all) together.resolve()
      await together.promise
      return deps.storage.get(...asked)
    },
  }
  const keep = (id: string) => keepFile({ ...deps, storage }, id, streamOf(bytes), about)
  await Promise.all(evidence_ids.map(keep))
  const exhibits = await readExhibits(deps, { id: tip_id })
  const [first, ...others] = exhibits.map(({ id, duplicate_of }) => ({ id, duplicate_of }))
  expect(first?.duplicate_of).toBeNull()
  expect(others.map(({ duplicate_of }) => duplicate_of)).toEqual(Array(3).fill(first?.id))
})

test('nobody learns from a file what somebody else took back', async () => {
  const { deps } = node
  const [taken, standing, last] = [
    await tipWithFiles(deps, 1),
    await tipWithFiles(deps, 1),
    await tipWithFiles(deps, 1),
  ]
  const bytes = randomBytes(1_000)
  const keep = ([id = '']: string[]) => keepFile(deps, id, streamOf(bytes), about)
  await keep(taken.evidence_ids)
  await deps.db
    .updateTable('tip')
    .set({ stage: 'withdrawn' })
    .where('id', '=', taken.tip_id)
    .execute()
  await keep(standing.evidence_ids)
  await keep(last.evidence_ids)
  expect((await readExhibits(deps, { id: standing.tip_id }))[0]?.duplicate_of).toBeNull()
  const [exhibit] = await readExhibits(deps, { id: last.tip_id })
  expect(exhibit?.duplicate_of).toBe(standing.evidence_ids[0])
})

test('files that arrive at the same moment get numbers of their own', async () => {
  const { deps } = node
  const { tip_id, evidence_ids } = await tipWithFiles(deps, 6)
  await Promise.all(evidence_ids.map((id) => keepFile(deps, id, streamOf(randomBytes(999)), about)))
  const exhibits = await readExhibits(deps, { id: tip_id })
  expect(exhibits.map(({ exhibit }) => exhibit)).toEqual([1, 2, 3, 4, 5, 6])
})

test('no bytes, and too many, end in a state with a reason', async () => {
  const { deps } = node
  const { tip_id, evidence_ids } = await tipWithFiles(deps, 2)
  const [empty = '', large = ''] = evidence_ids
  expect(await keepFile(deps, empty, streamOf(new Uint8Array()), about)).toBe('failed')
  const endless = new ReadableStream<Uint8Array>({
    pull: (out) => out.enqueue(new Uint8Array(1_000_000)),
  })
  expect(await keepFile(deps, large, endless, about)).toBe('failed')
  const exhibits = await readExhibits(deps, { id: tip_id })
  expect(new Set(exhibits.map(({ state, error_code }) => `${state} ${error_code}`))).toEqual(
    new Set(['failed empty', 'failed too-large']),
  )
  await expect(openOriginal(deps, large)).rejects.toMatchObject({ code: 'not-found' })
})

test('a stream that breaks off keeps nothing, and may be tried again', async () => {
  const { deps } = node
  const { tip_id, evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  const broken = new ReadableStream<Uint8Array>({
    start: (out) => out.enqueue(pictureBytes),
    pull: (out) => out.error(new Error('broken off')),
  })
  await expect(keepFile(deps, id, broken, about)).rejects.toThrow('broken off')
  expect((await readExhibits(deps, { id: tip_id }))[0]?.state).toBe('fetching')
  expect(await keepFile(deps, id, streamOf(pictureBytes), about)).toBe('stored')
  expect(await keepFile(deps, id, streamOf(randomBytes(10)), about)).toBe('stored')
  expect((await readExhibits(deps, { id: tip_id }))[0]?.size).toBe(pictureBytes.length)
})

test('a disk of ours that is full is not said of whoever sent the file', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 1)
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const spool: typeof deps.spool = {
    async take(bytes) {
      for await (const _ of bytes) throw full
      throw full
    },
  }
  const keeping = keepFile({ ...deps, spool }, evidence_ids[0] ?? '', streamOf(pictureBytes), about)
  await expect(keeping).rejects.toMatchObject({ code: 'storage-unavailable', cause: full })
})

test('bytes that read otherwise than they were written are not called stored', async () => {
  const { evidence_ids, tip_id } = await tipWithFiles(node.deps, 1)
  const { storage } = node.deps
  const rotten: typeof storage = {
    ...storage,
    async get(name, range) {
      const bytes = await buffer(await storage.get(name, range))
      bytes[40] = (bytes[40] ?? 0) ^ 1
      return streamOf(bytes)
    },
  }
  const deps = { ...node.deps, storage: rotten }
  const keeping = keepFile(deps, evidence_ids[0] ?? '', streamOf(randomBytes(500)), about)
  await expect(keeping).rejects.toMatchObject({ code: 'storage-unavailable', retryable: true })
  expect((await readExhibits(node.deps, { id: tip_id }))[0]?.state).toBe('fetching')
})

test('the same bytes again take the place of a copy that was damaged meanwhile', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 2)
  const [first = '', second = ''] = evidence_ids
  const bytes = randomBytes(1_000)
  await keepFile(deps, first, streamOf(bytes), about)
  const { row, read } = await openOriginal(deps, first)
  const object = row.object ?? ''
  const sealed = await buffer(await deps.storage.get(object))
  sealed[40] = (sealed[40] ?? 0) ^ 1
  await deps.storage.remove(object)
  await deps.storage.put(object, sealed.length, streamOf(sealed))
  await expect(read().then(buffer)).rejects.toThrow()
  expect(await keepFile(deps, second, streamOf(bytes), about)).toBe('stored')
  expect((await buffer(await read())).equals(bytes)).toBe(true)
})

test('what was erased while it arrived leaves nothing behind', async () => {
  const { deps } = node
  const { evidence_ids, thread_id } = await tipWithFiles(deps, 1)
  let put = ''
  const storage: typeof deps.storage = {
    ...deps.storage,
    async put(name, ...rest) {
      await deps.storage.put((put = name), ...rest)
      await deps.db.updateTable('thread').set({ key: null }).where('id', '=', thread_id).execute()
    },
  }
  const [id = ''] = evidence_ids
  const bytes = streamOf(randomBytes(500))
  expect(await keepFile({ ...deps, storage }, id, bytes, about)).toBe('erased')
  expect(await deps.storage.size(put)).toBeUndefined()
  expect(await keepFile(deps, id, streamOf(randomBytes(500)), about)).toBe('erased')
})

test('nobody asks again for what was erased', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  const erased = { state: 'failed', error_code: 'erased' } as const
  await deps.db.updateTable('evidence').set(erased).where('id', '=', id).execute()
  await expect(retryFile(deps, id, randomUUID())).rejects.toMatchObject({ code: 'conflict' })
  const row = await deps.db.selectFrom('evidence').selectAll().where('id', '=', id).execute()
  expect(row).toMatchObject([erased])
})

async function actionsOf(evidence_id: string): Promise<string[]> {
  const events = await node.deps.db.selectFrom('event').selectAll().orderBy('id').execute()
  return events
    .filter(({ details }) => 'evidence_id' in details && details.evidence_id === evidence_id)
    .map(({ action }) => action)
}
