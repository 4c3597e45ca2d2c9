import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchMedia } from '../../src/evidence/fetch.ts'
import { readExhibits } from '../../src/evidence/read.ts'
import { retryFile } from '../../src/evidence/retry.ts'
import { takePicture } from '../../src/simulator/picture.ts'
import { openPlayground, type Playground } from '../simulator/playground.ts'
import { readThread } from '../support/read-thread.ts'
import { tipWithFiles } from './tip.ts'

let ground: Playground
let counter = 0

beforeAll(async () => {
  ground = await openPlayground()
})
afterAll(() => ground.close())

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The exhibits of whoever wrote last on that channel. */
async function exhibitsOn(channel: 'sms' | 'telegram') {
  const { deps } = ground.node
  const { id } = await deps.db
    .selectFrom('thread')
    .select('id')
    .where('channel', '=', channel)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { tips } = await readThread(deps, id)
  return readExhibits(deps, { id: tips[0]?.id ?? '' })
}

async function sendBySms(files: number) {
  const pictures = Array.from({ length: files }, () => takePicture())
  const text = 'They took him out of his car, I filmed it'
  ground.twilio.send(`+1312555${2000 + counter++}`, { text, files: pictures })
  await ground.twilio.settled()
}

async function sendByTelegram(original: boolean, bytes?: Uint8Array) {
  const person = { id: 7000 + counter++, first_name: 'Ana' }
  const file = { ...takePicture(), ...(bytes && { bytes, type: 'video/mp4' }) }
  ground.telegram.send(person, { text: 'They took him out of his car', file, original })
  await ground.telegram.settled()
  return file
}

test('all photos of an MMS end stored, byte for byte, through the queue', async () => {
  await sendBySms(3)
  expect((await exhibitsOn('sms')).map(({ state }) => state)).toEqual(Array(3).fill('fetching'))
  await ground.node.queue.drain(ground.node.deps)
  const exhibits = await exhibitsOn('sms')
  expect(exhibits.map(({ exhibit, state }) => [exhibit, state])).toEqual([
    [1, 'stored'],
    [2, 'stored'],
    [3, 'stored'],
  ])
  expect(exhibits[0]).toMatchObject({
    ...{ copy_grade: 'platform_recompressed', mime: 'image/png', origin: 'message' },
    sha256: hashOf(takePicture().bytes),
  })
})

test.each([
  [false, 'platform_recompressed', null],
  [true, 'original_file', 'street.png'],
] as const)('a Telegram photo, as a file: %s', async (original, copy_grade, name) => {
  const { bytes } = await sendByTelegram(original)
  await ground.node.queue.drain(ground.node.deps)
  const sha256 = hashOf(bytes)
  expect(await exhibitsOn('telegram')).toMatchObject([
    { state: 'stored', kind: 'photo', copy_grade, name, sha256 },
  ])
})

test('over 20 MB Telegram gives nobody a file: it fails at once, and says why', async () => {
  await sendByTelegram(false, new Uint8Array(21 << 20))
  await ground.node.queue.drain(ground.node.deps)
  expect(await exhibitsOn('telegram')).toMatchObject([
    { state: 'failed', error_code: 'too-large-for-telegram' },
  ])
})

describe('what is not there yet', () => {
  async function waiting() {
    await sendBySms(1)
    const [exhibit] = await exhibitsOn('sms')
    return { id: exhibit?.id ?? '' }
  }

  test('is asked for again, and every try is counted', async () => {
    const { deps } = ground.node
    const { id } = await waiting()
    ground.twilio.faults.fail = true
    await expect(fetchMedia(deps, id)).rejects.toMatchObject({ retryable: true })
    expect(await exhibitsOn('sms')).toMatchObject([
      { state: 'fetching', error_code: 'gone', tries: 1 },
    ])
    expect(await fetchMedia(deps, id)).toEqual({ state: 'stored' })
    ground.twilio.faults.fail = false
    expect(await exhibitsOn('sms')).toMatchObject([{ state: 'stored', error_code: null }])
  })

  test('ends as failed in the end, and starts anew with a click', async () => {
    const { deps } = ground.node
    const { id } = await waiting()
    const messages = [...ground.twilio.store.messages.values()]
    const message = messages.findLast(({ files }) => files.length > 0)
    const files = message?.files.splice(0) ?? []
    for (let n = 1; n < 10; n++) await expect(fetchMedia(deps, id)).rejects.toThrow()
    expect(await fetchMedia(deps, id)).toEqual({ state: 'failed', code: 'gone' })
    expect(await exhibitsOn('sms')).toMatchObject([{ state: 'failed', tries: 10 }])
    message?.files.push(...files)
    await retryFile(deps, id, 'somebody')
    expect(await exhibitsOn('sms')).toMatchObject([{ state: 'fetching', tries: 0 }])
    await ground.node.queue.drain(deps)
    expect(await exhibitsOn('sms')).toMatchObject([{ state: 'stored' }])
    await expect(retryFile(deps, id, 'somebody')).rejects.toMatchObject({ code: 'conflict' })
    const events = await deps.db.selectFrom('event').selectAll().orderBy('id').execute()
    const told = events.filter(({ details }) => JSON.stringify(details).includes(id))
    expect(told.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['media.failed', 'media.retried', 'media.fetched', 'object.stored']),
    )
  })
})

test('an address that is not the provider’s is never asked', async () => {
  const { deps } = ground.node
  const url = 'http://169.254.169.254/latest/meta-data'
  const { evidence_ids } = await tipWithFiles(deps, [{ kind: 'photo', source: { url } }])
  const ended = await fetchMedia(deps, evidence_ids[0] ?? '')
  expect(ended).toEqual({ state: 'failed', code: 'not-ours' })
})

test('the storage away: the file waits, and is kept once it is back', async () => {
  const { deps } = ground.node
  await sendBySms(1)
  const [exhibit] = await exhibitsOn('sms')
  const id = exhibit?.id ?? ''
  const put = () => Promise.reject(new Error('no room'))
  const broken = { ...deps, storage: { ...deps.storage, put } }
  await expect(fetchMedia(broken, id)).rejects.toMatchObject({ retryable: true })
  expect(await exhibitsOn('sms')).toMatchObject([
    { state: 'fetching', error_code: 'storage-unavailable' },
  ])
  expect(await fetchMedia(deps, id)).toEqual({ state: 'stored' })
})
