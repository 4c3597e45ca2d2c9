import { expect, test } from 'vitest'
import { narrowedBy, readQuery, sealQuery, search } from '../../src/console/query.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { writeCursor } from '../../src/tips/cursor.ts'

const keys = parseKeyRing(newRingKey('a'))
const form = { q: ' red  car ', tag: 'raid', assignee: 'a@x.org', status: 'open', act: 'force' }
const cursor =
  writeCursor({
    at: '2026-11-24 02:46:00.123456+00',
    id: '6f0c3f5e-3c1f-4a44-9b3e-0d1f6b6d2a11',
  }) ?? ''

function read(address: string) {
  return readQuery(keys, Object.fromEntries(new URLSearchParams(address)))
}

test('an address and its further pages bring back what the form said, and say none of it plainly', () => {
  const address = search(sealQuery(keys, form), { cursor })
  expect(decodeURIComponent(address)).not.toMatch(/red|car|raid|x\.org/)
  const query = read(address)
  expect(query).toMatchObject({ ...form, q: 'red  car', cursor: expect.anything() })
  expect(narrowedBy(query)).toEqual(['status', 'act', 'q', 'tag', 'assignee'])
  expect(search(query, { cursor })).toBe(address)
  expect(search(query, { status: undefined })).not.toContain('status')
})

test('a form with nothing typed makes a plain address, and words in an address are nothing', () => {
  expect(search(sealQuery(keys, { ...form, q: '', tag: '', assignee: '' }))).toBe(
    '?status=open&act=force',
  )
  expect(read('?q=red&tag=raid&assignee=a@x.org&status=open')).toEqual({ status: 'open' })
  expect(sealQuery(keys, { find: 'x' })).toEqual({})
})
