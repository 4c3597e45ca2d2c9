import { spawnSync } from 'node:child_process'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { recordEvents } from '../../src/ledger/record.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { stampCheckpoints } from '../../src/ledger/stamp/stamp.ts'
import { verifyLedger } from '../../src/ledger/verify/verify.ts'
import { createStamper } from '../../src/workshop/time-stamps.ts'
import { openLedger, type TestLedger } from '../support/ledger.ts'
import { type Authority, startAuthority } from '../support/tsa.ts'

let ledger: TestLedger
let authority: Authority
let now = 1_764_000_000_000
const stamper = createStamper()
const metrics = createMetrics()

// The authority is OpenSSL's own, which most machines have.
const { stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' })
const suite = describe.skipIf(!/^OpenSSL 3/.test(stdout ?? ''))

suite('time stamps', () => {
  beforeAll(async () => {
    ledger = await openLedger()
    authority = await startAuthority()
  })
  afterAll(async () => {
    await authority.close()
    await ledger.close()
  })

  /** As the clock does it, so many minutes later. */
  async function tick(minutes: number): Promise<void> {
    now += minutes * 60_000
    const config = { ...ledger.deps.config, tsa_urls: [authority.url] }
    const deps = {
      ...ledger.deps,
      config,
      stamper,
      metrics,
      log: createLog('silent'),
      now: () => now,
    }
    await sealEvents(deps)
    await stampCheckpoints(deps)
  }

  const happen = () =>
    recordEvents(ledger.deps.db, [{ actor: 'system', action: 'config.changed', at: now }])
  const stamps = () =>
    ledger.deps.db
      .selectFrom('time_stamp')
      .innerJoin('checkpoint', 'checkpoint.size', 'time_stamp.size')
      .selectAll('time_stamp')
      .select('note')
      .orderBy('time_stamp.size')
      .execute()

  test('an empty ledger bothers nobody', async () => {
    await tick(0)
    expect(authority.asked()).toBe(0)
  })

  test('the newest checkpoint is stamped, as OpenSSL and we agree', async () => {
    await happen()
    await tick(1)
    const [stamp] = await stamps()
    if (!stamp) throw new Error('no stamp')
    expect(await authority.accepts(stamp.note, stamp.response)).toBe(true)
    expect(await authority.accepts(`${stamp.note} `, stamp.response)).toBe(false)
    const { at, by } = await stamper.read(stamp.response, stamp.note)
    expect(by).toBe('Test Stamps')
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000)
    await expect(stamper.read(stamp.response, 'another text')).rejects.toThrow('another text')
  })

  test('the stamp is an event, and alone no reason for the next one', async () => {
    await tick(120)
    await tick(120)
    expect(await stamps()).toHaveLength(1)
    const events = await ledger.deps.db.selectFrom('event').select('action').orderBy('id').execute()
    expect(events.map(({ action }) => action)).toEqual(['config.changed', 'checkpoint.stamped'])
  })

  test('an authority is asked once an hour, however much happens', async () => {
    await happen()
    await tick(1)
    await happen()
    await tick(1)
    expect(await stamps()).toHaveLength(2)
    await tick(61)
    expect(await stamps()).toHaveLength(3)
  })

  test('what does not answer, or answers something else, is counted and asked again', async () => {
    const [first] = await stamps()
    await happen()
    authority.answerWith(new Response('busy', { status: 503 }))
    await tick(61)
    await tick(1)
    const asked = authority.asked()
    authority.answerWith(new Response(Uint8Array.from(first?.response ?? [])))
    await tick(5)
    expect(authority.asked()).toBe(asked + 1)
    expect(await stamps()).toHaveLength(3)
    expect(await metrics.text()).toContain('stamps_total{outcome="failed"} 2')
    authority.answerWith(null)
    await tick(5)
    expect(await stamps()).toHaveLength(4)
  })

  const check = async () => {
    const { keys, db } = ledger.deps
    const { stamps, findings } = await verifyLedger(db, { keys, stamper })
    return { stamps, found: findings.list.map(({ code, subject }) => `${code}: ${subject}`) }
  }

  test('verifying finds a stamp that was changed, or is of another checkpoint', async () => {
    await tick(1)
    expect(await check()).toEqual({ stamps: 4, found: [] })
    await ledger.deps.db.connection().execute(async (db) => {
      await sql`set session_replication_role = replica`.execute(db)
      await sql`update time_stamp set response = (select response from time_stamp order by size limit 1)
      where size = (select max(size) from time_stamp)`.execute(db)
      await sql`set session_replication_role = origin`.execute(db)
    })
    const [, , , last] = await stamps()
    const subject = `stamp ${last?.size} ${authority.url}`
    expect(await check()).toEqual({ stamps: 4, found: [`stamp-invalid: ${subject}`] })
  })

  test('verifying finds a stamp, or its checkpoint, that was removed, as an event tells of it', async () => {
    const before = (await stamps()).map(({ size }) => `stamp ${size} ${authority.url}`)
    const kept = (await check()).found
    const [first, second, ...others] = await stamps()
    await ledger.deps.db.connection().execute(async (db) => {
      await sql`set session_replication_role = replica`.execute(db)
      await sql`delete from time_stamp where size = ${first?.size}`.execute(db)
      await sql`delete from checkpoint where size = ${second?.size}`.execute(db)
      await sql`set session_replication_role = origin`.execute(db)
    })
    expect(await check()).toEqual({
      stamps: others.length,
      found: [...kept, `stamp-gone: ${before[0]}`, `stamp-gone: ${before[1]}`],
    })
    const odd = { size: 'many', authority: ['nobody'] }
    const event = { actor: 'clock', action: 'checkpoint.stamped', at: now, details: odd } as const
    await recordEvents(ledger.deps.db, [event])
    expect((await check()).found).toHaveLength(kept.length + 3)
  })
})
