import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordEvents } from '../../src/ledger/record.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { verifyLedger } from '../../src/ledger/verify/verify.ts'
import { newRingKey, openDataKey, parseKeyRing } from '../../src/seal/keys.ts'
import { eraseDue } from '../../src/retention/erase.ts'
import { seal } from '../../src/seal/seal.ts'
import { recordDelivery } from '../../src/threads/deliver.ts'
import { requireTip } from '../../src/tips/read.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('investigator')
})
afterAll(() => desk.node.close())

const db = () => desk.node.deps.db
const run = (statement: string) => sql.raw(statement).execute(db())

async function findings(keys = desk.node.deps.keys) {
  await sealEvents(desk.node.deps)
  const { rows, findings } = await verifyLedger(db(), { keys })
  return { rows, found: findings.list.map(({ code, subject }) => `${code}: ${subject}`) }
}

async function verified() {
  await sealEvents(desk.node.deps)
  return (await verifyLedger(db(), { keys: desk.node.deps.keys })).findings
}

/** As somebody who takes a tip back has it erased, when the grace is over. */
async function eraseNow(tip_id: string) {
  await run(`update tip set stage = 'withdrawn', erase_at = now() - interval '1 day'
    where id = '${tip_id}'`)
  await eraseDue(desk.node.deps)
}

/** A tip of somebody who told something and answered a question. */
async function tellTip() {
  const { code, thread_id } = await desk.tipOf('They broke the window and took his phone')
  const tip = await requireTip(desk.node.deps, code)
  const coding = { acts: [{ act_type: 'takedown' }] }
  const coded = await desk.call('investigator', `/tips/${code}/coding?after=0`, 'PUT', coding)
  expect(coded.status).toBe(200)
  const messages = await db()
    .selectFrom('message')
    .selectAll()
    .where('tip_id', '=', tip.id)
    .orderBy('at')
    .execute()
  const answers = await db().selectFrom('answer').selectAll().where('tip_id', '=', tip.id).execute()
  return { tip, thread_id, messages, answers }
}

test('what turns and staff wrote is what the ledger says', async () => {
  await tellTip()
  const { rows, found } = await findings()
  expect(found).toEqual([])
  expect(rows.intact).toBeGreaterThan(3)
})

describe('what is found and named', () => {
  test('one changed message, even when it is sealed with the right key', async () => {
    const { tip, messages } = await tellTip()
    const [message] = messages
    if (!message || !tip.key) throw new Error('no message')
    const key = openDataKey(desk.node.deps.keys, tip.key)
    const body = seal(key, `message:${message.id}`, JSON.stringify({ text: 'Nothing', raw: '' }))
    await db().updateTable('message').set({ body }).where('id', '=', message.id).execute()
    expect((await findings()).found).toEqual([`row-changed: message ${message.id}`])
    await db()
      .updateTable('message')
      .set({ body: message.body })
      .where('id', '=', message.id)
      .execute()
    expect((await findings()).found).toEqual([])
  })

  test('one flipped bit in it', async () => {
    const { messages } = await tellTip()
    const [{ id, body } = { id: '', body: new Uint8Array() }] = messages
    const flipped = Uint8Array.from(body, (byte, index) => (index === 20 ? byte ^ 1 : byte))
    await db().updateTable('message').set({ body: flipped }).where('id', '=', id).execute()
    expect((await findings()).found).toEqual([`row-unreadable: message ${id}`])
    await db().updateTable('message').set({ body }).where('id', '=', id).execute()
  })

  test('two answers in each other’s place', async () => {
    const { tip, answers } = await tellTip()
    const [one] = answers
    if (!one) throw new Error('no answer')
    const other = await tellTip()
    const [theirs] = other.answers
    if (!theirs) throw new Error('no answer')
    const put = (id: string, { question }: typeof one, words: Uint8Array | null) =>
      db()
        .updateTable('answer')
        .set({ words })
        .where('tip_id', '=', id)
        .where('question', '=', question)
        .execute()
    await put(tip.id, one, theirs.words)
    await put(other.tip.id, theirs, one.words)
    const name = (id: string) => `row-unreadable: answer ${id}:${one.question}:${one.version}`
    expect((await findings()).found.toSorted()).toEqual(
      [name(tip.id), name(other.tip.id)].toSorted(),
    )
    await put(tip.id, one, one.words)
    await put(other.tip.id, theirs, theirs.words)
  })

  test('a filter that says something else than the answer', async () => {
    const { tip, answers } = await tellTip()
    const [one] = answers
    if (!one) throw new Error('no answer')
    const name = `answer ${tip.id}:${one.question}:${one.version}`
    const set = (state: string) =>
      run(`update answer set state = '${state}'
        where tip_id = '${tip.id}' and question = '${one.question}'`)
    await set('declined')
    expect((await findings()).found).toContain(`row-mismatch: ${name}`)
    await set(one.state)
    expect((await findings()).found).toEqual([])
    await run(`update staff_coding set act_types = '{entry}' where tip_id = '${tip.id}'`)
    expect((await findings()).found).toEqual([`row-mismatch: coding ${tip.id}:1`])
    await run(`update staff_coding set act_types = '{takedown}' where tip_id = '${tip.id}'`)
  })

  test('what was changed beside the words of a message', async () => {
    const { tip, messages } = await tellTip()
    const other = await tellTip()
    const came = messages.find(({ direction }) => direction === 'in')
    const went = messages.find(({ direction }) => direction === 'out')
    if (!came || !went) throw new Error('no messages')
    const changes = [
      [came.id, 'its time', `at = '2025-01-01'`],
      [came.id, 'its time', `at = 'infinity'`],
      [came.id, 'the tip it stands in', `tip_id = '${other.tip.id}'`],
      [came.id, 'the tip it stands in', 'tip_id = null'],
      [came.id, 'its kind', `kind = 'unreadable'`],
      [came.id, 'whether it came in or went out', `direction = 'out'`],
      [went.id, 'whether it came in or went out', `direction = 'in'`],
      [went.id, 'its kind', `kind = 'follow-up'`],
      [went.id, 'who wrote it', `sent_by = 'somebody'`],
    ] as const
    for (const [id, what, change] of changes) {
      const before = [came, went].find((message) => message.id === id)
      await run(`update message set ${change} where id = '${id}'`)
      const { list } = await verified()
      expect(list[0], change).toMatchObject({ code: 'row-mismatch', subject: `message ${id}` })
      expect(list[0]?.says, change).toContain(`${what} (`)
      const { tip_id, at, kind, direction, sent_by } = before ?? came
      await sql`update message set tip_id = ${tip_id}, at = ${at}, kind = ${kind},
        direction = ${direction}, sent_by = ${sent_by} where id = ${id}`.execute(db())
    }
    expect((await findings()).found).toEqual([])
    expect(tip.id).not.toBe(other.tip.id)
  })

  test('a message put into a conversation or a tip that is erased', async () => {
    const { messages, thread_id } = await tellTip()
    const gone = await tellTip()
    await eraseNow(gone.tip.id)
    const [{ id, tip_id } = { id: '', tip_id: '' }] = messages
    await run(`update message set tip_id = '${gone.tip.id}' where id = '${id}'`)
    expect((await findings()).found).toEqual([`row-mismatch: message ${id}`])
    await run(`update message set thread_id = '${gone.thread_id}' where id = '${id}'`)
    expect((await findings()).found).toEqual([`row-mismatch: message ${id}`])
    await run(`update message set tip_id = '${tip_id}', thread_id = '${thread_id}'
      where id = '${id}'`)
    expect((await findings()).found).toEqual([])
  })

  test('a delivery that no event tells of, and one that events tell otherwise', async () => {
    const { tip } = await tellTip()
    const { json } = await desk.call('investigator', `/tips/${tip.code}/messages`, 'POST', {
      text: 'When was that?',
    })
    const { id } = json
    const set = (status: string) =>
      run(`update message set status = '${status}' where id = '${id}'`)
    await set('delivered')
    const { list } = await verified()
    expect(list).toMatchObject([{ code: 'row-mismatch', subject: `message ${id}` }])
    expect(list[0]?.says).toContain('shown as delivered')
    await set('queued')
    const report = { message_id: id, provider_id: 'SM77' }
    await recordDelivery(desk.node.deps, { ...report, status: 'failed', code: '30003' })
    await recordDelivery(desk.node.deps, { ...report, status: 'delivered' })
    expect((await findings()).found).toEqual([])
    for (const status of ['failed', 'sent', 'received', 'queued']) {
      await set(status)
      expect((await findings()).found).toEqual([`row-mismatch: message ${id}`])
    }
    await set('delivered')
    const [came] = await db()
      .selectFrom('message')
      .selectAll()
      .where('tip_id', '=', tip.id)
      .where('direction', '=', 'in')
      .execute()
    await run(`update message set status = 'failed' where id = '${came?.id}'`)
    expect((await findings()).found).toEqual([`row-mismatch: message ${came?.id}`])
    await run(`update message set status = 'received' where id = '${came?.id}'`)
    expect((await findings()).found).toEqual([])
  })

  test('a message that no event speaks of', async () => {
    const { messages } = await tellTip()
    const [message] = messages
    if (!message) throw new Error('no message')
    const id = randomUUID()
    await db()
      .insertInto('message')
      .values({ ...message, id, provider_id: id, provider_ref: null })
      .execute()
    expect((await findings()).found).toEqual([`row-unnamed: message ${id}`])
    const nameless = [{ type: 'message' }] as never
    const event = { actor: 'system', action: 'message.stored', at: Date.now() } as const
    await recordEvents(db(), [{ ...event, objects: nameless }])
    expect((await findings()).found).toEqual([`row-unnamed: message ${id}`])
    await db().deleteFrom('message').where('id', '=', id).execute()
  })

  test('a message that is dated before the ledger began is no finding, and is told of', async () => {
    const { messages } = await tellTip()
    const [message] = messages
    if (!message) throw new Error('no message')
    const id = randomUUID()
    const at = new Date('2020-01-01T00:00:00Z')
    await db()
      .insertInto('message')
      .values({ ...message, id, at, provider_id: id, provider_ref: null })
      .execute()
    const { rows, found } = await findings()
    expect(found).toEqual([])
    expect(rows.older).toEqual([`message ${id}`])
    await db().deleteFrom('message').where('id', '=', id).execute()
    expect((await findings()).rows.older).toEqual([])
  })

  test('a message that is gone, or an erasure that nobody wrote down', async () => {
    const { tip, messages } = await tellTip()
    const [{ id, ...message } = { id: '' }] = messages
    await run(`delete from message where id = '${id}'`)
    expect((await findings()).found).toEqual([`row-gone: message ${id}`])
    await db()
      .insertInto('message')
      .values({ id, ...message } as never)
      .execute()
    await run(`update tip set erased_at = now() where id = '${tip.id}'`)
    expect((await findings()).found).toEqual([`erasure-unrecorded: tip ${tip.code}`])
    await run(`delete from staff_coding where tip_id = '${tip.id}'`)
    await recordEvents(db(), [
      { actor: 'clock', action: 'tip.erased', at: Date.now(), tip_id: tip.id },
    ])
    expect((await findings()).found).toEqual([])
  })

  test('a key that was destroyed as if the tip had been erased', async () => {
    const { tip, thread_id } = await tellTip()
    await run(`update thread set key = null where id = '${thread_id}'`)
    expect((await findings()).found).toEqual([`erasure-unrecorded: tip ${tip.code}`])
    const key = `decode('${Buffer.from(tip.key ?? []).toString('hex')}', 'hex')`
    await run(`update thread set key = ${key} where id = '${thread_id}'`)
    expect((await findings()).found).toEqual([])
  })

  test('an erasure that is dated before the ledger began is told of', async () => {
    const { tip } = await tellTip()
    await run(`update tip set erased_at = '2020-01-01' where id = '${tip.id}'`)
    const { rows, found } = await findings()
    expect(found).toEqual([])
    expect(rows.older).toEqual([`tip ${tip.code}`])
    await run(`update tip set erased_at = null where id = '${tip.id}'`)
  })

  test('the lack of a key, instead of a thousand rows that do not open', async () => {
    const { found } = await findings(parseKeyRing(newRingKey('another')))
    expect(found.filter((one) => one.startsWith('key-missing'))).toEqual(['key-missing: key test'])
    expect(found.filter((one) => one.startsWith('row-'))).toEqual([])
  })

  test('a name that no row can have', async () => {
    await tellTip()
    const objects = [{ type: 'message', id: 'none', sha256: '' } as const]
    const event = { actor: 'system', action: 'message.stored', at: Date.now(), objects } as const
    await recordEvents(db(), [event])
    expect((await findings()).found).toEqual(['row-gone: message none'])
  })
})
