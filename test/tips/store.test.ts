import { afterAll, beforeAll, expect, test } from 'vitest'
import { listTips, type TipFilter } from '../../src/tips/list/store.ts'
import { markSeen, type Place } from '../../src/tips/store.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { plantTip } from '../support/plant.ts'

const keys = parseKeyRing(newRingKey('a'))
const minute = 60_000
const start = Date.parse('2026-11-20T12:00:00Z')
let base: TestDatabase

beforeAll(async () => {
  base = await createDatabase()
  const plant = (number: number, tip: object) =>
    plantTip(
      { db: base.db, keys },
      { code: `T-0000-000${number}`, at: new Date(start + number * minute), ...tip },
    )
  await plant(1, { language: 'es', channel: 'telegram', unread: 3 })
  await plant(2, { status: 'open', answers: { agency: { codes: ['ICE_ERO'] } } })
  await plant(3, { severity: 'high', answers: { acts: { codes: ['force', 'entry'] } } })
  await plant(4, { stage: 'submitted' })
  await plant(5, { answers: { acts: [{ codes: ['force'] }, { codes: ['liberty'] }] } })
  await plant(6, { line: 'other', active_at: new Date(start) })
})
afterAll(() => base.drop())

async function codes(filter: TipFilter, limit = 50, after?: Place): Promise<number[]> {
  const rows = await listTips(base.db, filter, { limit, after })
  return rows.map((row) => Number(row.code.at(-1)))
}

test('the newest activity comes first', async () => {
  expect(await codes({})).toEqual([5, 4, 3, 2, 1, 6])
})

test('pages join without a gap or a repeat, also among equal times', async () => {
  await base.db
    .updateTable('tip')
    .set({ active_at: new Date(start) })
    .where('code', 'in', ['T-0000-0001', 'T-0000-0002'])
    .execute()
  const seen: number[] = []
  let after: Place | undefined
  for (let page = 0; page < 7; page++) {
    const [row] = await listTips(base.db, {}, { limit: 1, after })
    if (!row) break
    seen.push(Number(row.code.at(-1)))
    after = { at: row.active_exactly, id: row.id }
  }
  expect(seen).toEqual(await codes({}))
  expect(new Set(seen).size).toBe(6)
})

test('a cursor keeps the microseconds that a Date loses', async () => {
  await base.db
    .updateTable('tip')
    .set({ active_at: '2026-11-21T00:00:00.123456Z' })
    .where('code', '=', 'T-0000-0004')
    .execute()
  const [row] = await listTips(base.db, {}, { limit: 1 })
  const after = { at: row?.active_exactly ?? '', id: row?.id ?? '' }
  expect(await codes({}, 50, after)).not.toContain(4)
})

test.each<[TipFilter, number[]]>([
  [{ language: 'es' }, [1]],
  [{ channel: 'telegram' }, [1]],
  [{ status: 'open' }, [2]],
  [{ severity: 'high' }, [3]],
  [{ stage: 'submitted' }, [4]],
  [{ line: 'other' }, [6]],
  [{ agency: 'ICE_ERO' }, [2]],
  [{ act: 'entry' }, [3]],
  [{ since: new Date(start + 3 * minute), until: new Date(start + 5 * minute) }, [3, 4]],
  [{ status: 'new', act: 'force' }, [3]],
  [{ language: "x' or 1=1 --" }, []],
])('%j finds %j', async (filter, expected) => {
  expect((await codes(filter)).toSorted()).toEqual(expected)
})

test('only the latest version of an answer is filtered by', async () => {
  expect(await codes({ act: 'force' })).toEqual([3])
  expect(await codes({ act: 'liberty' })).toEqual([5])
})

test('what was looked at is no longer unread', async () => {
  const [before] = await listTips(base.db, { language: 'es' }, { limit: 1 })
  expect(before?.unread).toBe(3)
  await markSeen(base.db, before?.id ?? '')
  const [after] = await listTips(base.db, { language: 'es' }, { limit: 1 })
  expect(after?.unread).toBe(0)
})
