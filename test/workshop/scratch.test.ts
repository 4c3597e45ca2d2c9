import { readFile, stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { withScratch } from '../../src/workshop/scratch.ts'
import { streamOf } from '../evidence/tip.ts'

const bytes = Buffer.from('what somebody filmed')
const file = { mime: 'image/png', size: bytes.length, read: async () => streamOf(bytes) }

test('a file is laid out in memory, for its owner alone, and gone afterwards', async () => {
  const seen = await withScratch(file, async (path) => {
    expect(await readFile(path)).toEqual(bytes)
    expect((await stat(path)).mode & 0o077).toBe(0)
    return path
  })
  expect(seen).toMatch(/^\/dev\/shm\//)
  await expect(stat(seen)).rejects.toThrow()
})

test('where there is no such place no tool is given the file', async () => {
  const work = () => Promise.reject(new Error('it was laid out'))
  const refused = withScratch(file, work, '/nowhere/in-memory')
  await expect(refused).rejects.toMatchObject({ code: 'no-tool' })
})
