import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { MemoryLocker } from '@tus/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLinkById } from '../../src/evidence/upload/link.ts'
import { receptionFor } from '../../src/intake/reception.ts'
import { openFolder } from '../../src/uploads/files.ts'
import { answerTus } from '../../src/uploads/tus.ts'
import { type Intake, openIntake } from './desk.ts'

let intake: Intake

beforeAll(async () => {
  intake = await openIntake()
})
afterAll(() => intake.close())

it('a disk that fills up while files come is left its reserve, and they go on when there is room', async () => {
  const { deps } = intake.node
  const { link_id, path } = await intake.person()
  const link = await openLinkById(deps, link_id)
  if (!link) throw new Error('the link does not work')
  let room = true
  const folder = {
    ...openFolder(join(deps.config.data_dir, 'uploads')),
    hasRoom: async () => room,
  }
  const call = { folder, locker: new MemoryLocker(), link, reception: receptionFor(deps, link) }
  const ask = (method: string, at: string, headers: Record<string, string>, body?: BodyInit) =>
    answerTus(
      new Request(`${intake.url}${at}`, {
        ...{ method, headers: { 'Tus-Resumable': '1.0.0', ...headers } },
        ...(body && { body, duplex: 'half' }),
      }),
      call,
    )
  const begun = await ask('POST', `${path}/files`, { 'Upload-Length': '20' })
  const at = begun.headers.get('Location') ?? ''
  const piece = { 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }
  room = false
  const refused = await ask('PATCH', at, piece, randomBytes(10))
  expect([refused.status, await refused.text()]).toEqual([507, 'no-room\n'])
  expect((await ask('HEAD', at, {})).headers.get('Upload-Offset')).toBe('0')
  room = true
  expect((await ask('PATCH', at, piece, randomBytes(10))).status).toBe(204)
})
