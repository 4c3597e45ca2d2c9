import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkInclusion } from '../../src/ledger/check-proof.ts'
import { hashEventLeaf } from '../../src/ledger/canonical.ts'
import { verifyNote } from '../../src/ledger/note.ts'
import { proveInclusion } from '../../src/ledger/prove.ts'
import { sealEvents } from '../../src/ledger/seal.ts'
import { type ApiDesk, openApiDesk } from '../support/api-desk.ts'

let desk: ApiDesk
beforeAll(async () => {
  desk = await openApiDesk('investigator', 'auditor')
})
afterAll(() => desk.node.close())

test('a tip tells everything that happened to it, sealed or not yet', async () => {
  const { code } = await desk.tipOf('Somebody broke the window')
  const fresh = await desk.call('auditor', `/tips/${code}/events`)
  expect(fresh.status).toBe(200)
  expect(fresh.json.items[0]).toMatchObject({ seq: null, leaf_hash: null, actor: 'person' })
  await sealEvents(desk.node.deps)
  const { json } = await desk.call('auditor', `/tips/${code}/events`)
  const [first] = json.items
  expect(first).toMatchObject({
    ...{ action: 'message.stored', actor: 'person', details: { signature: 'checked' } },
    seq: expect.any(Number),
    hashes: expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}$/)]),
  })
  expect(JSON.stringify(json)).not.toContain('window')
})

test('an event can be proven against a checkpoint that was kept elsewhere', async () => {
  const { code } = await desk.tipOf('Hello')
  await sealEvents(desk.node.deps)
  const { json } = await desk.call('auditor', '/checkpoints?limit=1')
  const [kept] = json.items
  const checkpoint = verifyNote(kept.note, [kept.signer])
  expect(checkpoint).toMatchObject({ size: kept.size, origin: 'tips.example.org/ledger' })
  const [event] = (await desk.call('auditor', `/tips/${code}/events`)).json.items
  const leaf_hash = hashEventLeaf(event.salt, Buffer.from(event.event_hash, 'hex'))
  expect(Buffer.from(leaf_hash).toString('hex')).toBe(event.leaf_hash)
  const proof = await proveInclusion(desk.node.deps.db, event.seq, kept.size)
  const root = Buffer.from(kept.root, 'base64')
  expect(checkInclusion({ seq: event.seq, leaf_hash, size: kept.size, root, proof })).toBe(true)
})

test('staff are named, and long lists come in pages', async () => {
  const { code } = await desk.tipOf('Hello')
  for (const text of ['One?', 'Two?', 'Three?']) {
    await desk.call('investigator', `/tips/${code}/messages`, 'POST', { text })
  }
  const seen = []
  let path: string | undefined = `/tips/${code}/events?limit=2`
  while (path) {
    const { json } = await desk.call('auditor', path)
    expect(json.items.length).toBeLessThanOrEqual(2)
    seen.push(...json.items)
    path = json.next_cursor && `/tips/${code}/events?limit=2&cursor=${json.next_cursor}`
  }
  const asked = seen.filter(({ action }) => action === 'follow-up.written')
  expect(asked.map(({ actor }) => actor)).toEqual(Array(3).fill('investigator'))
  expect(seen.map(({ id }) => id)).toEqual(seen.map(({ id }) => id).toSorted((a, b) => a - b))
})

test('what is not there, or no cursor, is refused', async () => {
  expect(await desk.call('auditor', '/tips/T-0000-0000/events')).toMatchObject({ status: 404 })
  const odd = await desk.call('auditor', `/checkpoints?cursor=${randomUUID()}`)
  expect(odd).toMatchObject({ status: 400, json: { code: 'bad-request' } })
})

test('auditors read what staff did across tips, narrowed and in pages; others are refused', async () => {
  const { code } = await desk.tipOf('A green van stood there')
  await desk.call('investigator', `/tips/${code}`)
  await desk.call('investigator', '/tips?q=green+van&near=41.88,-87.63,5')
  await desk.call('investigator', '/tips?status=new')
  expect(await desk.call('investigator', '/events')).toMatchObject({ status: 403 })
  const { json } = await desk.call('auditor', '/events?limit=3')
  expect(json.items).toMatchObject([
    { action: 'access.denied', actor: 'investigator', tip: null },
    { action: 'tip.searched', tip: null, details: { by: ['q', 'near'], found: 0 } },
    { action: 'tip.viewed', tip: code },
  ])
  expect(JSON.stringify(json)).not.toMatch(/green|41\.88/)
  const { actor_id, at } = json.items[1]
  const older = await desk.call('auditor', `/events?limit=1&cursor=${json.next_cursor}`)
  expect(older.json.items[0].id).toBeLessThan(json.items[2].id)
  const narrow = `/events?actor=${actor_id}&action=tip&since=${at}`
  const searched = (await desk.call('auditor', narrow)).json.items
  expect(searched.map(({ action }: { action: string }) => action)).toEqual(['tip.searched'])
  const before = await desk.call('auditor', `/events?action=tip.searched&until=${at}`)
  expect(before.json).toEqual({ items: [], next_cursor: null })
  const forged = Buffer.from(`["9999-01-01 00:00:00+00","${randomUUID()}"]`).toString('base64url')
  await desk.call('investigator', `/tips?q=green&cursor=${forged}`)
  const [last] = (await desk.call('auditor', '/events?limit=1')).json.items
  expect(last).toMatchObject({ action: 'tip.searched', details: { by: ['q'] } })
  expect(await desk.call('auditor', '/events?actor=a%00b')).toMatchObject({ status: 400 })
})
