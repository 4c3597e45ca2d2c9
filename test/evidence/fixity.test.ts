import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Deps, Job } from '../../src/deps.ts'
import { checkNightly, checkOriginal, withinBytes } from '../../src/evidence/fixity/nightly.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { readExhibit } from '../../src/evidence/read.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { streamOf, tipWithFiles } from './tip.ts'

let node: TestNode
let ids: string[]
let tip_id: string

beforeAll(async () => {
  node = await openTestNode()
  const planted = await tipWithFiles(node.deps, 3)
  ids = planted.evidence_ids
  tip_id = planted.tip_id
  for (const id of ids) await keepFile(node.deps, id, streamOf(randomBytes(200_000)), about)
})
afterAll(() => node.close())

const about = { copy_grade: 'original_file', most: 1_000_000 } as const
const day = 24 * 3_600_000

/** With a storage in which these files read otherwise. */
function withFault(get: Deps['storage']['get']): { deps: Deps; logged: unknown[] } {
  const logged: unknown[] = []
  const write = (event: string, fields?: object) => void logged.push({ event, ...fields })
  const log = { ...node.deps.log, error: write, warn: write }
  return { deps: { ...node.deps, log, storage: { ...node.deps.storage, get } }, logged }
}

async function flipped(name: string): Promise<ReadableStream<Uint8Array>> {
  const bytes = await buffer(await node.deps.storage.get(name))
  bytes[100_000] = (bytes[100_000] ?? 0) ^ 1
  return streamOf(bytes)
}

async function eventsOf(id: string) {
  const rows = await node.deps.db
    .selectFrom('event')
    .select(['actor', 'tip_id', 'details'])
    .where('action', '=', 'fixity.checked')
    .orderBy('id')
    .execute()
  return rows.filter(({ details }) => (details as { evidence_id?: string }).evidence_id === id)
}

/** The files that the clock has read back at that moment. */
async function pickedAt(now: number): Promise<string[]> {
  const jobs: Job[] = []
  const enqueue: Deps['enqueue'] = async (_, more) => void jobs.push(...more)
  await checkNightly({ ...node.deps, enqueue, now: () => now })
  return jobs.map(({ data }) => ('evidence_id' in data ? data.evidence_id : ''))
}

test('once a day originals are read back, those first that nobody has read for longest', async () => {
  const now = Date.now()
  expect(await pickedAt(now)).toEqual(ids)
  expect(await pickedAt(now + day / 2)).toEqual([])
  await checkOriginal(node.deps, ids[0] ?? '')
  expect(await pickedAt(now + day)).toEqual([ids[1], ids[2], ids[0]])
  const { checked_at, damage } = await readExhibit(node.deps, ids[0] ?? '')
  expect([checked_at, damage]).toEqual([expect.any(String), null])
  expect(await eventsOf(ids[0] ?? '')).toEqual([])
})

test('no more is read than fits a night, and one at least', () => {
  const size = 9_000_000_000
  expect(withinBytes([{ size }, { size }, { size }])).toHaveLength(2)
  expect(withinBytes([{ size: 3 * size }, { size }])).toHaveLength(1)
})

test('a flipped byte shows on the tip, in metrics and in the log, until the file is whole', async () => {
  const [id = ''] = ids
  const { deps, logged } = withFault(flipped)
  await checkOriginal(deps, id)
  await checkOriginal(deps, id)
  expect((await readExhibit(deps, id)).damage).toBe('changed')
  const told = { event: 'file-damaged', evidence_id: id, tip_id, damage: 'changed' }
  expect(logged).toEqual([told, told])
  expect(await deps.metrics.text()).toContain('tipthread_fixity_total{result="changed"} 2')
  await checkOriginal(node.deps, id)
  expect((await readExhibit(deps, id)).damage).toBeNull()
  expect(await eventsOf(id)).toMatchObject([
    { actor: 'clock', tip_id, details: { result: 'changed' } },
    { actor: 'clock', tip_id, details: { result: 'intact' } },
  ])
})

test('a file that is not there any more shows too', async () => {
  const id = ids[1] ?? ''
  const { object } = await node.deps.db
    .selectFrom('evidence')
    .select('object')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  await node.deps.storage.remove(object ?? '')
  await checkOriginal(node.deps, id)
  expect((await readExhibit(node.deps, id)).damage).toBe('gone')
})

test('a storage that breaks off says nothing of the file, and it is tried again', async () => {
  const id = ids[2] ?? ''
  const { deps, logged } = withFault(async (name) => {
    const bytes = await buffer(await node.deps.storage.get(name))
    let given = false
    return new ReadableStream({
      pull(out) {
        if (given) throw new Error('the connection broke')
        given = true
        out.enqueue(bytes.subarray(0, 70_000))
      },
    })
  })
  const failing = { code: 'storage-unavailable', retryable: true }
  await expect(checkOriginal(deps, id)).rejects.toMatchObject(failing)
  const refusing = withFault(() => Promise.reject(new Error('the bucket answered 503')))
  await expect(checkOriginal(refusing.deps, id)).rejects.toMatchObject(failing)
  expect(await readExhibit(deps, id)).toMatchObject({ damage: null, checked_at: null })
  expect(logged).toEqual([{ event: 'file-not-checked', evidence_id: id }])
})
