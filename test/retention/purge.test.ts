import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { purge as purgeCommand } from '../../src/commands/purge.ts'
import { Coding } from '../../src/conversation/record.ts'
import { recordEvents } from '../../src/ledger/record.ts'
import { reloadLines } from '../../src/lines/reload.ts'
import { findLineFile, saveLine } from '../../src/lines/store.ts'
import { previewPurge, purge, purgeHourly } from '../../src/retention/purge.ts'
import { removeObjects } from '../../src/evidence/objects/remove.ts'
import { openDataKey } from '../../src/seal/keys.ts'
import { openJson } from '../../src/seal/seal.ts'
import { sendFollowUp } from '../../src/threads/follow-up.ts'
import { sendUploadLink } from '../../src/threads/upload-link.ts'
import { codeTip } from '../../src/tips/coding/coding.ts'
import { decideHold } from '../../src/tips/hold/hold.ts'
import { readTip, requireTip } from '../../src/tips/read.ts'
import { listTips } from '../support/read-thread.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { type Plant, plantTip } from '../support/plant.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

const day = 24 * 3_600_000
const now = Date.parse('2026-11-24T18:00:00Z')
const deps = () => ({ ...node.deps, now: () => now })
let line = ''

/** Every test has a line of its own, which keeps tips no longer than this. */
beforeEach(async () => {
  line = `line-${randomUUID().slice(0, 8)}`
  const main = await findLineFile(node.deps.db, 'main')
  const days = { in_progress_days: 30, partial_days: 60, submitted_days: null, spam_days: 10 }
  const retention = { ...days, grace_days: 7, provider_copies: 'remove' } as const
  await saveLine(node.deps.db, { ...main!, id: line, retention })
  await reloadLines(node.deps)
})

async function plant(daysAgo: number, tip: Plant = {}) {
  const at = new Date(now - daysAgo * day)
  return plantTip(node.deps, { line, at, messages: [{ from: 'person', text: 'Hello' }], ...tip })
}

async function erasedOf(tips: { code: string }[]): Promise<boolean[]> {
  const rows = await Promise.all(tips.map(({ code }) => requireTip(node.deps, code)))
  return rows.map((row) => row.erased_at !== null)
}

test('what is past its time goes, by stage, and what is kept stays', async () => {
  const tips = [
    await plant(31),
    await plant(29),
    await plant(61, { stage: 'partial' }),
    await plant(59, { stage: 'partial' }),
    await plant(4000, { stage: 'submitted' }),
    await plant(11, { stage: 'submitted', status: 'spam' }),
    await plant(31, { active_at: new Date(now - day) }),
  ]
  const own = (rows: { line: string }[]) => rows.filter((row) => row.line === line)
  const preview = own(await previewPurge(deps()))
  expect(preview).toMatchObject([
    { rule: 'taken_back', tips: 0, days: 7 },
    { rule: 'in_progress', tips: 1, days: 30, codes: [tips[0]!.code] },
    { rule: 'partial', tips: 1, days: 60, codes: [tips[2]!.code] },
    { rule: 'spam', tips: 1, days: 10, codes: [tips[5]!.code] },
  ])
  expect((await erasedOf(tips)).some(Boolean)).toBe(false)
  const told = await purgeCommand.run({ ...node, deps: deps() }, { dryRun: true })
  expect(told).toContain(
    `line ${line}, never finished and quiet for 30 days: 1 would be erased\n` +
      `line ${line}, handed in as they were and quiet for 60 days: 1 would be erased\n` +
      `line ${line}, spam and quiet for 10 days: 1 would be erased`,
  )
  await Promise.all([purge(deps()), purge(deps())])
  expect(await erasedOf(tips)).toEqual([true, false, true, false, false, true, false])
  const events = await node.deps.db
    .selectFrom('event')
    .select(['action', 'actor', 'details'])
    .where('tip_id', '=', tips[0]!.id)
    .execute()
  expect(events).toEqual([
    {
      action: 'retention.deleted',
      actor: 'clock',
      details: { rule: 'in_progress', days: 30, files: 0, key: 'destroyed' },
    },
  ])
  expect(await purgeCommand.run({ ...node, deps: deps() }, {})).toContain(
    'nothing is past its time',
  )
})

test('a legal hold keeps a tip past its time, and work on it is activity', async () => {
  const [held, worked, looked] = [await plant(40), await plant(40), await plant(40)]
  await decideHold(deps(), await requireTip(node.deps, held.code), {
    ...{ hold: true, by: 'inv', reason: 'Motion to preserve' },
  })
  const event = { actor: 'staff:inv', at: now - day } as const
  await recordEvents(node.deps.db, [
    { ...event, action: 'tip.changed', tip_id: worked.id },
    { ...event, action: 'tip.viewed', tip_id: looked.id },
  ])
  await purge(deps())
  expect(await erasedOf([held, worked, looked])).toEqual([false, false, true])
  expect(await purgeCommand.run({ ...node, deps: deps() }, {})).not.toContain('more kept')
  const later = { ...node.deps, now: () => now + 40 * day }
  expect(await purgeCommand.run({ ...node, deps: later }, { dryRun: true })).toContain(
    `line ${line}, never finished and quiet for 30 days: 1 would be erased; 1 more kept by a legal hold`,
  )
})

test('a thread in which nothing was told goes with its address', async () => {
  const { thread_id, id } = await plant(40)
  await node.deps.db.deleteFrom('answer').where('tip_id', '=', id).execute()
  await node.deps.db.updateTable('message').set({ tip_id: null }).execute()
  await node.deps.db.deleteFrom('tip').where('id', '=', id).execute()
  await purge(deps())
  const thread = await node.deps.db
    .selectFrom('thread')
    .innerJoin('contact', 'contact.thread_id', 'thread.id')
    .select(['thread.key', 'contact.address'])
    .where('thread.id', '=', thread_id)
    .executeTakeFirstOrThrow()
  expect(thread).toEqual({ key: null, address: null })
})

test('of an erased tip nothing is left but counts, times and the ledger', async () => {
  const { db, storage } = node.deps
  const tip = await plant(40, {
    messages: [{ from: 'person', text: 'A red car', files: [{ kind: 'photo' }] }],
    answers: {
      agency: { codes: ['ICE_ERO'] },
      place: { words: 'Oak', place: { latitude: 1.5, longitude: 2.5 } },
    },
  })
  const shared = await plant(1, { stage: 'submitted' })
  const keep = async (text: string) => {
    const bytes = new TextEncoder().encode(text)
    const name = createHash('sha256').update(bytes).digest('hex')
    await storage.put(name, bytes.length, new Blob([bytes]).stream())
    return name
  }
  const [own, thumb, both] = [await keep('own'), await keep('thumb'), await keep('both')]
  const bytes = (text: string) => Buffer.from(`${text}-of-${tip.id}`)
  const stored = {
    state: 'stored',
    manifest: bytes('manifest'),
    metadata: bytes('metadata'),
  } as const
  await db
    .updateTable('evidence')
    .set({ ...stored, object: own, same_as: bytes('same') })
    .where('tip_id', '=', tip.id)
    .execute()
  const { id: evidence_id, message_id } = await db
    .selectFrom('evidence')
    .select(['id', 'message_id'])
    .where('tip_id', '=', tip.id)
    .executeTakeFirstOrThrow()
  const file = { kind: 'photo', received_at: new Date(now), state: 'stored', object: both } as const
  for (const { id, thread_id } of [tip, shared]) {
    await db
      .insertInto('evidence')
      .values({
        ...file,
        id: randomUUID(),
        thread_id,
        tip_id: id,
        message_id,
        source: Buffer.from(`source of ${id}`),
      })
      .execute()
  }
  await db
    .insertInto('derivative')
    .values({
      ...{ id: randomUUID(), evidence_id, kind: 'thumbnail', mime: 'image/webp', size: 5 },
      ...{ object: thumb, manifest: bytes('small'), tool: 'sharp', at: new Date(now) },
    })
    .execute()
  await db
    .insertInto('upload_link')
    .values({
      ...{ id: randomUUID(), thread_id: tip.thread_id, tip_id: tip.id, token_hash: bytes('token') },
      ...{ created_at: new Date(now), expires_at: new Date(now) },
    })
    .execute()
  await codeTip(deps(), await requireTip(node.deps, tip.code), {
    ...{ coding: Coding.parse({}), after: 0, coded_by: 'inv' },
  })
  const sealed = await sealedOf(tip.id, tip.thread_id)
  expect(sealed.length).toBeGreaterThan(9)
  const later = { ...node.deps, now: () => now + 31 * day }
  await purge(later)
  await removeObjects(later)
  const dump = await everything()
  for (const secret of sealed) expect(dump).not.toContain(secret)
  expect(await Promise.all([own, thumb, both].map((name) => storage.size(name)))).toEqual([
    ...[undefined, undefined, 4],
  ])
  const gone = await requireTip(node.deps, tip.code)
  const record = await readTip(node.deps, gone)
  expect(record).toMatchObject({ answers: {}, message_count: 1, evidence_count: 1 })
  expect(await db.selectFrom('object_removal').selectAll().execute()).toEqual([])
})

/** Every sealed or keyed thing of a tip, as hex. */
async function sealedOf(tip_id: string, thread_id: string): Promise<string[]> {
  const { rows } = await sql<{ hex: string }>`
    select encode(body, 'hex') as hex from message where tip_id = ${tip_id}
    union select encode(words, 'hex') from answer where tip_id = ${tip_id} and words is not null
    union select encode(coding, 'hex') from staff_coding where tip_id = ${tip_id}
    union select encode(unnest(array[source, manifest, metadata, same_as]), 'hex') from evidence
      where tip_id = ${tip_id}
    union select encode(manifest, 'hex') from derivative where evidence_id in (
      select id from evidence where tip_id = ${tip_id})
    union select encode(token_hash, 'hex') from upload_link where tip_id = ${tip_id}
    union select encode(unnest(array[key, state]), 'hex') from thread where id = ${thread_id}
    union select encode(unnest(array[address, address_index]), 'hex') from contact
      where thread_id = ${thread_id}`.execute(node.deps.db)
  return rows.flatMap(({ hex }) => hex ?? [])
}

/** All rows of all tables as text. */
async function everything(): Promise<string> {
  const { db } = node.deps
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db)
  const texts = await Promise.all(
    tables.rows.map(({ name }) =>
      sql<{ row: string }>`select t::text as row from ${sql.raw(name)} as t`.execute(db),
    ),
  )
  return texts.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n')
}

test('the clock does it once an hour', async () => {
  const { db } = node.deps
  await db.deleteFrom('chore').execute()
  const late = await plant(40)
  await purgeHourly(deps())
  expect(await erasedOf([late])).toEqual([true])
  const next = await plant(40)
  await purgeHourly({ ...node.deps, now: () => now + 3_000_000 })
  expect(await erasedOf([next])).toEqual([false])
  await purgeHourly({ ...node.deps, now: () => now + 3_700_000 })
  expect(await erasedOf([next])).toEqual([true])
})

/** Somebody with two tips, of which the first is past its time. */
async function toldTwice(from: string) {
  let clock = now - 100 * day
  const say = (text: string) => {
    clock += 60_000
    return node.deps.turns.advance({
      ...{ from: 'outside', line, at: clock },
      inbound: {
        ...{ channel: 'sms', provider_id: randomUUID(), raw: '', from, to: '' },
        content: { type: 'message', text, files: [] },
      },
    })
  }
  const words = 'They took my neighbor from the laundry on Oak Street'
  const { thread_id } = await say(words)
  await say('NEW')
  await say('Two men in masks broke the window of a car')
  const tips = await listTips(node.deps, thread_id)
  const [first, second] = tips.map(({ id }) => id)
  await node.deps.db
    .updateTable('tip')
    .set({ active_at: new Date(now) })
    .where('id', '=', second!)
    .execute()
  const asking = { ...node.deps, now: () => clock }
  return { thread_id, first: first!, second: second!, words, say, asking }
}

test('a thread that goes on has no word of a tip that is gone, and no question about it', async () => {
  const { db, keys } = node.deps
  const { thread_id, first, second, words, say, asking } = await toldTwice('+15555551235')
  const question = { tip_id: first, sent_by: 'inv' }
  await sendFollowUp(asking, { ...question, text: 'What was his name?' })
  const stateOf = async () => {
    const { key, state } = await db
      .selectFrom('thread')
      .select(['key', 'state'])
      .where('id', '=', thread_id)
      .executeTakeFirstOrThrow()
    return openJson(openDataKey(keys, key!), `state:${thread_id}`, state)
  }
  expect(JSON.stringify(await stateOf())).toContain(words)
  await purge(deps())
  const state = await stateOf()
  expect(JSON.stringify(state)).not.toContain(first)
  expect(state).toMatchObject({ tip: { id: second }, staff_waits: false })
  await say('His name was Luis')
  const kept = await db.selectFrom('message').select('body').where('tip_id', '=', first).execute()
  expect(kept.every(({ body }) => body.length === 0)).toBe(true)
  await expect(sendFollowUp(asking, { ...question, text: 'Hello?' })).rejects.toThrow('erased')
  await expect(sendUploadLink(asking, first, 'inv')).rejects.toThrow('erased')
})

test('a thread that cannot be opened keeps no other from being erased', async () => {
  const { db } = node.deps
  const { thread_id, second } = await toldTwice('+15555551236')
  await db
    .updateTable('tip')
    .set({ active_at: new Date(now - 90 * day) })
    .where('id', '=', second)
    .execute()
  await db
    .updateTable('thread')
    .set({ key: Buffer.from('\u0004lost and gone') })
    .where('id', '=', thread_id)
    .execute()
  const other = await plant(31)
  await purge(deps())
  expect(await erasedOf([other])).toEqual([true])
})

test('many threads that cannot be opened do not either', async () => {
  const { db } = node.deps
  const lost: string[] = []
  for (let n = 0; n < 60; n++) {
    const { thread_id, second } = await toldTwice(`+155555513${String(n).padStart(2, '0')}`)
    await db
      .updateTable('tip')
      .set({ active_at: new Date(now - 90 * day) })
      .where('id', '=', second)
      .execute()
    lost.push(thread_id)
  }
  const key = Buffer.from('\u0004lost and gone')
  await db.updateTable('thread').set({ key }).where('id', 'in', lost).execute()
  const other = await plant(31)
  await purge(deps())
  expect(await erasedOf([other])).toEqual([true])
})

test('whoever writes again after their open tip went begins anew, in the same thread', async () => {
  const say = (text: string, at: number) =>
    node.deps.turns.advance({
      ...{ from: 'outside', line, at },
      inbound: {
        ...{ channel: 'sms', provider_id: randomUUID(), raw: '', from: '+15555551234', to: '' },
        content: { type: 'message', text, files: [] },
      },
    })
  const { thread_id } = await say('They broke a door on Oak Street at noon', now - 50 * day)
  await say('NEW', now - 49 * day)
  const [first] = await node.deps.db
    .selectFrom('tip')
    .select(['id'])
    .where('thread_id', '=', thread_id)
    .execute()
  await node.deps.db
    .updateTable('tip')
    .set({ stage: 'submitted' })
    .where('id', '=', first!.id)
    .execute()
  await say('And on Elm Street they broke another one', now - 40 * day)
  await purge(deps())
  const again = await say('Hello again', now)
  expect(again.thread_id).toBe(thread_id)
  const tips = await node.deps.db
    .selectFrom('tip')
    .select(['erased_at', 'message_count'])
    .where('thread_id', '=', thread_id)
    .orderBy('received_at')
    .execute()
  expect(tips.map(({ erased_at }) => erased_at !== null)).toEqual([false, true, false])
})
