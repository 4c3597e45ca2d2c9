import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { checkConsistency, checkInclusion } from '../../src/ledger/check-proof.ts'
import { canonicalEvent } from '../../src/ledger/canonical.ts'
import { verifierKey, verifyNote } from '../../src/ledger/note.ts'
import { proveConsistency, proveInclusion } from '../../src/ledger/prove.ts'
import { recordEvents } from '../../src/ledger/record.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import {
  countUnsealed,
  latestCheckpoint,
  ledgerSize,
  lockLedger,
  takeUnsealed,
} from '../../src/ledger/store.ts'
import { signingKeys } from '../../src/seal/keys.ts'
import { openLedger, type TestLedger } from '../support/ledger.ts'

let node: TestLedger
beforeAll(async () => {
  node = await openLedger()
})
afterAll(() => node.close())

const happening = { actor: 'system', action: 'config.changed', at: 1_764_000_000_000 } as const

/** Writes so many events and seals them. */
async function grow(count: number): Promise<number> {
  await recordEvents(node.deps.db, Array(count).fill(happening))
  return sealEvents(node.deps)
}

const checkpoints = () =>
  node.deps.db.selectFrom('checkpoint').selectAll().orderBy('size').execute()

describe('sealing', () => {
  test('puts every event into the tree once, in order, and signs each step', async () => {
    for (const count of [1, 2, 5, 1, 4]) expect(await grow(count)).toBe(count)
    expect(await sealEvents(node.deps)).toBe(0)
    const leaves = await node.deps.db.selectFrom('ledger_leaf').selectAll().orderBy('seq').execute()
    expect(leaves.map(({ seq }) => seq)).toEqual([...Array(13).keys()])
    expect((await checkpoints()).map(({ size }) => size)).toEqual([1, 3, 8, 9, 13])
    const { keys } = node.deps
    const signers = signingKeys(keys).map((key) => verifierKey(key, 'tips.example.org/ledger'))
    for (const { size, root, note, signer } of await checkpoints()) {
      expect(signers).toContain(signer)
      expect(verifyNote(note, signers)).toEqual({ origin: 'tips.example.org/ledger', size, root })
    }
  })

  test('every event can be proven against every checkpoint, with few reads', async () => {
    const { db } = node.deps
    const leaves = await db.selectFrom('ledger_leaf').selectAll().orderBy('seq').execute()
    for (const { size, root } of await checkpoints()) {
      for (const { seq, leaf_hash } of leaves.slice(0, size)) {
        const proof = await proveInclusion(db, seq, size)
        expect(checkInclusion({ seq, leaf_hash, size, root, proof })).toBe(true)
      }
    }
    expect(() => proveInclusion(db, 13, 13)).toThrow(RangeError)
  })

  test('every checkpoint can be proven to continue the ones before', async () => {
    const all = await checkpoints()
    for (const [index, to] of all.entries()) {
      for (const from of all.slice(0, index + 1)) {
        const proof = await proveConsistency(node.deps.db, from.size, to.size)
        expect(checkConsistency({ from, to, proof })).toBe(true)
      }
    }
  })

  test('several processes at once leave no gap and seal nothing twice', async () => {
    const { db } = node.deps
    const before = await ledgerSize(db)
    const writers = Array.from({ length: 20 }, () => recordEvents(db, Array(50).fill(happening)))
    const sealers = Array.from({ length: 8 }, () => sealEvents(node.deps))
    await Promise.all([...writers, ...sealers])
    await sealEvents(node.deps)
    expect(await ledgerSize(db)).toBe(before + 1000)
    expect(await countUnsealed(db)).toBe(0)
    const { rows } = await sql<{ events: number; leaves: number; last: number }>`select
      (select count(*) from event) as events, count(distinct event_id) as leaves, max(seq) as last
      from ledger_leaf`.execute(db)
    expect(rows[0]).toEqual({ events: before + 1000, leaves: before + 1000, last: before + 999 })
  })

  test('a turn under way holds nothing up, and its events follow when it has committed', async () => {
    const { db } = node.deps
    const before = await ledgerSize(db)
    let finish = () => {}
    const open = new Promise<void>((resolve) => (finish = resolve))
    const slow = db.transaction().execute(async (trx) => {
      await recordEvents(trx, [happening])
      await open
    })
    await wait(50)
    expect(await grow(3)).toBe(3)
    finish()
    await slow
    expect(await sealEvents(node.deps)).toBe(1)
    expect(await ledgerSize(db)).toBe(before + 4)
  })

  test('a turn does not wait for the sealer either, nor does another sealer', async () => {
    const { db } = node.deps
    await recordEvents(db, [happening])
    await db.transaction().execute(async (trx) => {
      expect(await lockLedger(trx)).toBe(true)
      expect(await takeUnsealed(trx, 10)).toHaveLength(1)
      expect(await grow(1)).toBe(0)
    })
    expect(await sealEvents(node.deps)).toBe(1)
  })

  test('events have one canonical form, whatever order the database keeps keys in', async () => {
    const objects = [{ type: 'message', id: 'b', sha256: 'c' }]
    const row = {
      ...{ id: 7, at: new Date(happening.at), actor: 'person', action: 'message.stored' },
      ...{ thread_id: 't', tip_id: null, objects, details: { z: 1, a: ['ü', true] } },
    }
    expect(canonicalEvent(row)).toBe(
      '{"action":"message.stored","actor":"person","at":"2025-11-24T16:00:00.000Z",' +
        '"details":{"a":["ü",true],"z":1},"id":7,' +
        '"objects":[{"id":"b","sha256":"c","type":"message"}],"thread_id":"t","tip_id":null,"v":1}',
    )
  })
})

test('the embedded database seals too', { timeout: 120_000 }, async () => {
  const { db } = await openEmbedded()
  await migrate(db)
  await recordEvents(db, Array(5).fill(happening))
  expect(await sealEvents({ ...node.deps, db })).toBe(5)
  const checkpoint = await latestCheckpoint(db)
  const leaf = await db
    .selectFrom('ledger_leaf')
    .selectAll()
    .where('seq', '=', 3)
    .executeTakeFirst()
  const proof = await proveInclusion(db, 3, 5)
  const { root = new Uint8Array() } = checkpoint ?? {}
  const { leaf_hash = new Uint8Array() } = leaf ?? {}
  expect(checkInclusion({ seq: 3, leaf_hash, size: 5, root, proof })).toBe(true)
  await db.destroy()
})
