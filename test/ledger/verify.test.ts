import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashEvent, hashEventLeaf } from '../../src/ledger/canonical.ts'
import { growTree } from '../../src/ledger/grow.ts'
import { signCheckpoint, verifierKey } from '../../src/ledger/note.ts'
import { recordEvents } from '../../src/ledger/record.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { latestCheckpoint } from '../../src/ledger/store.ts'
import { listPlaces } from '../../src/ledger/verify/store.ts'
import { type Verification, verifyLedger } from '../../src/ledger/verify/verify.ts'
import { newRingKey, parseKeyRing, signingKeys } from '../../src/seal/keys.ts'
import { openLedger, type TestLedger } from '../support/ledger.ts'

// Everything here is done as the owner of the database, with the triggers off: what somebody could
// do who has the whole server, but not the keys.
let ledger: TestLedger
beforeAll(async () => {
  ledger = await openLedger()
})
afterAll(() => ledger.close())

const happening = (n: number) =>
  ({ actor: 'system', action: 'config.changed', at: 1_764_000_000_000, details: { n } }) as const

beforeEach(async () => {
  await tamper(`truncate event, event_unsealed, ledger_leaf, ledger_node, checkpoint, time_stamp`)
  for (const count of [3, 4, 1, 6]) {
    await recordEvents(
      ledger.deps.db,
      Array.from({ length: count }, (_, n) => happening(n)),
    )
    await sealEvents(ledger.deps)
  }
})

function tamper(...statements: string[]): Promise<void> {
  return ledger.deps.db.connection().execute(async (db) => {
    await sql`set session_replication_role = replica`.execute(db)
    for (const statement of statements) await sql.raw(statement).execute(db)
    await sql`set session_replication_role = origin`.execute(db)
  })
}

async function verify(more: Partial<Verification> = {}) {
  return verifyLedger(ledger.deps.db, { keys: ledger.deps.keys, ...more })
}

async function findings(more: Partial<Verification> = {}) {
  const verified = await verify(more)
  return verified.findings.list.map(({ code, subject }) => `${code}: ${subject}`)
}

/** The event at a place. */
async function eventAt(seq: number): Promise<number> {
  return (await listPlaces(ledger.deps.db, seq, 1))[0]?.event_id ?? -1
}

test('a ledger that nobody touched holds', async () => {
  expect(await verify()).toMatchObject({
    ...{ events: 14, waiting: 0, checkpoints: 4 },
    findings: { list: [], more: 0 },
  })
})

test('events that wait to be sealed are counted, not accused', async () => {
  await recordEvents(ledger.deps.db, [happening(0)])
  expect(await verify()).toMatchObject({ events: 14, waiting: 1, findings: { list: [] } })
})

describe('what is found and named', () => {
  test('one changed event', async () => {
    const id = await eventAt(5)
    await tamper(`update event set actor = 'clock' where id = ${id}`)
    expect(await findings()).toEqual([`event-changed: event ${id}`])
  })

  test.each([
    ['objects that are no list', `objects = '{}'`],
    ['objects without a name', `objects = '[{ "type": "message" }]'`],
    ['a number that is none', `details = '{ "n": 1e400 }'`],
    ['a time that is none', `at = 'infinity'`],
    ['a rotation to no key', `action = 'key.rotated', details = '{ "before": "nobody" }'`],
  ])('an event changed to what Tipthread cannot read: %s', async (_, change) => {
    const id = await eventAt(5)
    await tamper(`update event set ${change} where id = ${id}`)
    expect(await findings()).toEqual([`event-changed: event ${id}`])
  })

  test('a checkpoint of no time', async () => {
    await tamper(`update checkpoint set at = 'infinity', note = 'none' where size = 7`)
    expect(await findings()).toEqual(['checkpoint-unsigned: checkpoint 7'])
  })

  test('one changed salt', async () => {
    const id = await eventAt(5)
    await tamper(`update event set salt = gen_random_uuid() where id = ${id}`)
    expect(await findings()).toEqual(['place-changed: place 5'])
  })

  test('one removed event', async () => {
    const id = await eventAt(2)
    await tamper(`delete from event where id = ${id}`)
    expect(await findings()).toEqual([`event-removed: event ${id}`])
  })

  test('an event removed with its place', async () => {
    const id = await eventAt(4)
    await tamper(`delete from event where id = ${id}`, 'delete from ledger_leaf where seq = 4')
    expect(await findings()).toEqual(['place-empty: place 4', 'checkpoint-broken: checkpoint 7'])
  })

  test('all places of a time removed, with what stood there', async () => {
    await tamper(
      'delete from event where id in (select event_id from ledger_leaf where seq between 1 and 11)',
      'delete from ledger_leaf where seq between 1 and 11',
    )
    expect(await findings()).toEqual([
      'place-empty: places 1-11',
      'checkpoint-broken: checkpoint 3',
    ])
    expect(await verify()).toMatchObject({ events: 3, checkpoints: 4 })
  })

  test('every gap, and what was changed between them', async () => {
    await tamper(
      'delete from event where id in (select event_id from ledger_leaf where seq in (0, 3, 4, 9))',
      'delete from ledger_leaf where seq in (0, 3, 4, 9)',
      `update ledger_leaf set leaf_hash = decode(repeat('ab', 32), 'hex') where seq = 13`,
    )
    expect(await findings()).toEqual([
      'place-changed: place 13',
      'place-empty: place 0',
      'checkpoint-broken: checkpoint 3',
      'place-empty: places 3-4',
      'place-empty: place 9',
      'node-changed: places 12-13',
    ])
  })

  test('a hash beside a gap', async () => {
    await tamper(
      'delete from event where id in (select event_id from ledger_leaf where seq = 4)',
      'delete from ledger_leaf where seq = 4',
      `update ledger_node set hash = decode(repeat('ab', 32), 'hex') where level = 2 and position = 2`,
    )
    expect(await findings()).toEqual([
      'place-empty: place 4',
      'checkpoint-broken: checkpoint 7',
      'node-changed: places 8-11',
    ])
  })

  const forged = (seq: bigint) => `insert into ledger_leaf (seq, event_id, event_hash, leaf_hash)
    values (${seq}, ${seq}, decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 32), 'hex'))`

  test.each([
    ['a million places', 1_000_000n],
    ['a billion places', 1_000_000_000n],
    ['so many places that rounding tells', 2n ** 50n - 1n],
    ['the last place that can be counted', 2n ** 53n - 2n],
  ])('a place put in after %s that are empty', async (_, seq) => {
    await tamper(forged(seq))
    expect(await findings()).toEqual([
      `event-removed: event ${seq}`,
      `place-empty: places 14-${seq - 1n}`,
      `place-uncovered: place ${seq}`,
    ])
    expect(await verify()).toMatchObject({ events: 15, checkpoints: 4 })
  })

  test.each([2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)])(
    'a place with the impossible number %s',
    async (seq) => {
      await tamper(forged(seq))
      expect(await findings()).toEqual([`place-impossible: place ${seq}`])
    },
  )

  test('many places that far apart', async () => {
    const seqs = Array.from({ length: 300 }, (_, n) => 2n ** 42n * BigInt(n + 1) + 12_345n)
    await tamper(...seqs.map(forged))
    const { findings: found, events } = await verify()
    expect(events).toBe(314)
    expect(found.list.filter(({ code }) => code === 'place-empty')).toHaveLength(300)
    expect(found.list).toHaveLength(601)
  })

  test('hashes and checkpoints with impossible numbers', async () => {
    const [hash, huge] = [`decode(repeat('ab', 32), 'hex')`, 2n ** 63n - 1n]
    await tamper(`insert into ledger_node (level, position, hash) values (1, ${huge}, ${hash})`)
    expect(await findings()).toEqual(['place-empty: place 14'])
    await tamper(`update ledger_node set level = 5000, position = 1 where position = ${huge}`)
    expect(await findings()).toEqual(['place-empty: place 14'])
    await tamper(
      'delete from ledger_node where level = 5000',
      `insert into checkpoint (size, root, note, signer, at) values
        (${huge}, ${hash}, '', '', now()), (0, ${hash}, '', '', now())`,
    )
    expect(await findings()).toEqual([
      `checkpoint-broken: checkpoint ${Number(huge)}`,
      'checkpoint-unsigned: checkpoint 0',
    ])
  })

  test('an event with an impossible number', async () => {
    const huge = 2n ** 63n - 1n
    await tamper(`insert into event (id, at, actor, action) overriding system value
      values (${huge}, now(), 'system', 'config.changed')`)
    expect(await findings()).toEqual([`event-beside: event ${huge}`])
  })

  describe('the last events removed with all that was kept of them', () => {
    const ending = [
      'delete from event where id > (select event_id from ledger_leaf where seq = 7)',
      'delete from ledger_leaf where seq > 7',
      'delete from checkpoint where size > 8',
    ]

    test('but a hash', async () => {
      await tamper(...ending)
      expect(await findings()).toEqual(['place-empty: place 8'])
    })

    test('is a shorter ledger; a checkpoint that was kept elsewhere tells', async () => {
      const kept = await latestCheckpoint(ledger.deps.db)
      await tamper(...ending, 'delete from ledger_node where (position + 1) * 2 ^ level > 8')
      expect(await findings()).toEqual([])
      expect(await findings({ kept: [kept?.note ?? ''] })).toEqual([
        'checkpoint-elsewhere: kept checkpoint 14',
      ])
    })
  })

  test('two events in each other’s place', async () => {
    await tamper(
      'update ledger_leaf set seq = -1 where seq = 9',
      'update ledger_leaf set seq = 9 where seq = 10',
      'update ledger_leaf set seq = 10 where seq = -1',
    )
    expect(await findings()).toEqual([
      'checkpoint-broken: checkpoint 14',
      'node-changed: places 8-9',
      'node-changed: places 10-11',
      'node-changed: places 8-11',
    ])
  })

  test('one event put in beside the ledger', async () => {
    await tamper(`insert into event (at, actor, action) values (now(), 'system', 'config.changed')`)
    const [found, ...others] = await findings()
    expect(found).toMatch(/^event-beside: event \d+$/)
    expect(others).toEqual([])
  })

  test('one event put in at a place before the first', async () => {
    const { db } = ledger.deps
    await tamper(`insert into event (at, actor, action) values (now(), 'system', 'config.changed')`)
    const event = await db.selectFrom('event').selectAll().orderBy('id', 'desc').limit(1)
    const row = await event.executeTakeFirstOrThrow()
    const event_hash = hashEvent(row)
    const leaf_hash = hashEventLeaf(row.salt, event_hash)
    await db
      .insertInto('ledger_leaf')
      .values({ seq: -1, event_id: row.id, event_hash, leaf_hash })
      .execute()
    expect(await findings()).toEqual([
      'place-impossible: place -1',
      `event-beside: event ${row.id}`,
    ])
  })

  test('one event put in at the end of the tree', async () => {
    const { db } = ledger.deps
    await tamper(`insert into event (at, actor, action) values (now(), 'system', 'config.changed')`)
    const event = await db.selectFrom('event').selectAll().orderBy('id', 'desc').limit(1)
    const row = await event.executeTakeFirstOrThrow()
    const event_hash = hashEvent(row)
    const leaf_hash = hashEventLeaf(row.salt, event_hash)
    await db
      .insertInto('ledger_leaf')
      .values({ seq: 14, event_id: row.id, event_hash, leaf_hash })
      .execute()
    expect(await findings()).toEqual(['place-uncovered: place 14'])
  })

  test('an event changed with everything that follows from it but the signature', async () => {
    const { db } = ledger.deps
    const id = await eventAt(4)
    await tamper(`update event set actor = 'clock' where id = ${id}`)
    const places = await listPlaces(db, 0, 100)
    const leaves = places.map(({ event }) => {
      if (!event) throw new Error('no event')
      const event_hash = hashEvent(event)
      return { event_hash, leaf_hash: hashEventLeaf(event.salt, event_hash) }
    })
    const { nodes } = growTree(
      0,
      [],
      leaves.map(({ leaf_hash }) => leaf_hash),
    )
    const bytes = (hash: Uint8Array) => `'\\x${Buffer.from(hash).toString('hex')}'`
    await tamper(
      ...leaves.map(
        ({ event_hash, leaf_hash }, seq) =>
          `update ledger_leaf set event_hash = ${bytes(event_hash)}, leaf_hash = ${bytes(leaf_hash)} where seq = ${seq}`,
      ),
      ...nodes.map(
        ({ level, position, hash }) =>
          `update ledger_node set hash = ${bytes(hash)} where level = ${level} and position = ${position}`,
      ),
    )
    const { list } = (await verify()).findings
    expect(list).toMatchObject([{ code: 'checkpoint-broken', subject: 'checkpoint 7' }])
    expect(list[0]?.says).toContain('still holds covers 3 events')
  })

  test('a checkpoint forged with another key', async () => {
    const { db } = ledger.deps
    const kept = await latestCheckpoint(db)
    const [key] = signingKeys(parseKeyRing(newRingKey('forger')))
    if (!kept || !key) throw new Error('no checkpoint')
    const origin = 'tips.example.org/ledger'
    const note = signCheckpoint(key, { origin, size: 14, root: kept.root })
    await tamper(`update checkpoint set note = '${note}' where size = 14`)
    expect(await findings()).toEqual(['checkpoint-unsigned: checkpoint 14'])
    expect(await findings({ signers: [verifierKey(key, origin)] })).toEqual([])
  })

  test('a checkpoint whose row says something else than its note', async () => {
    await tamper(`update checkpoint set root = decode(repeat('ab', 32), 'hex') where size = 8`)
    expect(await findings()).toEqual(['checkpoint-altered: checkpoint 8'])
  })

  test('a checkpoint over more than there is', async () => {
    await tamper('update checkpoint set size = 20 where size = 14')
    expect(await findings()).toEqual(['checkpoint-broken: checkpoint 20'])
  })

  test('one changed kept hash', async () => {
    await tamper(
      `update ledger_node set hash = decode(repeat('ab', 32), 'hex') where level = 2 and position = 1`,
    )
    expect(await findings()).toEqual(['node-changed: places 4-7'])
  })
})

test('of a ledger in ruins only the beginning is listed', async () => {
  await recordEvents(
    ledger.deps.db,
    Array.from({ length: 1_100 }, (_, n) => happening(n)),
  )
  await sealEvents(ledger.deps)
  await tamper(`update event set actor = 'clock'`)
  const { findings } = await verify()
  expect(findings.list).toHaveLength(1_000)
  expect(findings.more).toBe(114)
})
