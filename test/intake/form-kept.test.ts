import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Failure } from '../../src/errors.ts'
import { openLinkById } from '../../src/evidence/upload/link.ts'
import { listUploaded } from '../../src/evidence/upload/store.ts'
import { takeForm } from '../../src/intake/form.ts'
import { type Intake, openIntake } from './desk.ts'

let intake: Intake

beforeAll(async () => {
  intake = await openIntake()
})
afterAll(() => intake.close())

test('where files can wait nowhere, one that is kept is no failure, whatever the conversation does', async () => {
  const { link_id } = await intake.person()
  const { uploads: _, ...deps } = intake.node.deps
  const link = await openLinkById(deps, link_id)
  if (!link) throw new Error('the link does not work')
  const advance = () => Promise.reject(new Failure('database-unavailable'))
  const file = new File([randomBytes(900)], 'IMG_1.jpg', { type: 'image/jpeg' })
  const silent = { ...deps, turns: { ...deps.turns, advance } }
  expect(await takeForm(silent, link, [{ id: randomUUID(), file }])).toBe('fine')
  expect(await listUploaded(deps.db, link_id)).toMatchObject([{ state: 'stored' }])
})

test('where files can wait nowhere, one that cannot be kept now shows as failed, with the reason', async () => {
  const { link_id } = await intake.person()
  const { uploads: _, ...deps } = intake.node.deps
  const link = await openLinkById(deps, link_id)
  if (!link) throw new Error('the link does not work')
  const away = { scan: () => Promise.reject(new Failure('scanner-unavailable')) }
  const file = new File([randomBytes(900)], 'IMG_1.jpg', { type: 'image/jpeg' })
  const taking = takeForm({ ...deps, scanner: away }, link, [{ id: randomUUID(), file }])
  await expect(taking).rejects.toMatchObject({ code: 'scanner-unavailable' })
  expect(await listUploaded(deps.db, link_id)).toMatchObject([
    { state: 'failed', error_code: 'scanner-unavailable' },
  ])
})

test('what arrives after its tip was erased leaves no trace there', async () => {
  const { link_id, tip } = await intake.person()
  const { deps } = intake.node
  const link = await openLinkById(deps, link_id)
  if (!link) throw new Error('the link does not work')
  const erased = { erased_at: new Date(), unread: 0 }
  await deps.db.updateTable('tip').set(erased).where('id', '=', tip.id).execute()
  const file = new File([randomBytes(900)], 'IMG_1.jpg', { type: 'image/jpeg' })
  const taking = takeForm(deps, link, [{ id: randomUUID(), file }])
  await expect(taking).rejects.toMatchObject({ code: 'gone' })
  expect(await listUploaded(deps.db, link_id)).toEqual([])
  const { unread } = await deps.db
    .selectFrom('tip')
    .select('unread')
    .where('id', '=', tip.id)
    .executeTakeFirstOrThrow()
  expect(unread).toBe(0)
})
