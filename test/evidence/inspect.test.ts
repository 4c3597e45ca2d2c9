import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspectFile } from '../../src/evidence/inspection/inspect.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { openOriginal, readExhibit } from '../../src/evidence/read.ts'
import { openCopy } from '../../src/evidence/view.ts'
import type { Workshop } from '../../src/evidence/workshop.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { bombPng, bombZip, photo, polyglot, scriptedSvg } from './hostile.ts'
import { streamOf, tipWithFiles } from './tip.ts'

let node: TestNode
let workshop: Workshop

beforeAll(async () => {
  node = await openTestNode()
  if (!node.deps.workshop) throw new Error('no workshop')
  workshop = node.deps.workshop
})
afterAll(() => node.close())

/** Keeps files in one tip, looks into them one after another, and reads what is known then. */
async function inspected(...files: Buffer[]) {
  const { deps } = node
  const { tip_id, code, evidence_ids } = await tipWithFiles(deps, files.length)
  for (const [index, id] of evidence_ids.entries()) {
    const about = { copy_grade: 'platform_recompressed', most: 50_000_000 } as const
    await keepFile(deps, id, streamOf(files[index]!), about)
    await inspectFile(deps, workshop, id)
  }
  const exhibits = await Promise.all(evidence_ids.map((id) => readExhibit(deps, id)))
  return { tip_id, code, exhibits }
}

async function eventsOf(evidence_id: string) {
  const rows = await node.deps.db.selectFrom('event').selectAll().orderBy('id').execute()
  return rows.filter((row) => (row.details as { evidence_id?: string }).evidence_id === evidence_id)
}

describe('a photo', () => {
  test('says when, where and by what; has copies without any of it; the ledger knows', async () => {
    const { exhibits } = await inspected(photo('street.jpg'))
    const [exhibit] = exhibits
    expect(exhibit).toMatchObject({
      copies: 'made',
      copy_grade: 'platform_recompressed',
      metadata: {
        tool: expect.stringMatching(/^exiftool \d/),
        error_code: null,
        facts: {
          source: 'exif',
          taken: { local: '2026-11-23T14:05:09', offset: '-06:00' },
          camera: 'Example Phone 1',
          place: { latitude: expect.closeTo(41.881, 4), longitude: expect.closeTo(-87.623, 4) },
          width: 640,
          height: 480,
          credentials: false,
        },
      },
      derivatives: [
        { kind: 'preview', mime: 'image/jpeg', width: 640, height: 480 },
        { kind: 'thumbnail', width: 400, height: 300 },
      ],
    })
    const { read, size } = await openCopy(node.deps, exhibit!.id, 'thumbnail')
    const copy = await buffer(await read())
    expect(copy.length).toBe(size)
    expect((await sharp(copy).metadata()).exif).toBeUndefined()
    const actions = (await eventsOf(exhibit!.id)).map(({ action }) => action)
    expect(actions.slice(-3)).toEqual(['metadata.extracted', 'derivative.made', 'derivative.made'])
  })

  test('its words and its likeness lie sealed, and its bytes are as they came', async () => {
    const { exhibits } = await inspected(photo('street.heic'))
    const id = exhibits[0]!.id
    const rows = await node.deps.db
      .selectFrom('derivative')
      .innerJoin('evidence', 'evidence.id', 'derivative.evidence_id')
      .select(['derivative.manifest', 'evidence.metadata'])
      .where('evidence_id', '=', id)
      .execute()
    const raw = Buffer.concat(
      rows.flatMap((row) => [row.manifest, row.metadata ?? Buffer.alloc(0)]),
    ).toString('latin1')
    expect(raw).not.toMatch(/likeness|sha256|Phone|exif/i)
    const original = await buffer(await (await openOriginal(node.deps, id)).read())
    expect(original.equals(photo('street.heic'))).toBe(true)
  })

  test('while it is happening its place is hidden, in the tags too', async () => {
    const { exhibits, tip_id } = await inspected(photo('street.jpg'))
    const { db } = node.deps
    await db
      .updateTable('tip')
      .set({ flags: ['happening_now'] })
      .where('id', '=', tip_id)
      .execute()
    const { metadata } = await readExhibit(node.deps, exhibits[0]!.id)
    expect(metadata).toMatchObject({
      until_safe: true,
      facts: { place: null, camera: expect.anything() },
    })
    expect(JSON.stringify(metadata)).not.toMatch(/41\.88|87\.62|GPS/)
  })

  test('is not shown once the person took the tip back', async () => {
    const { exhibits, tip_id } = await inspected(photo('street.jpg'))
    const { db } = node.deps
    await db.updateTable('tip').set({ stage: 'withdrawn' }).where('id', '=', tip_id).execute()
    await expect(openCopy(node.deps, exhibits[0]!.id, 'preview')).rejects.toThrow('no such copy')
    expect((await readExhibit(node.deps, exhibits[0]!.id)).metadata).toBeNull()
  })
})

test('a screenshot is told by its mark, and no photo is taken for one', async () => {
  const { exhibits } = await inspected(photo('screenshot.png'), photo('street.jpg'))
  expect(exhibits.map(({ copy_grade }) => copy_grade)).toEqual([
    'screenshot',
    'platform_recompressed',
  ])
})

describe('the same picture again', () => {
  test('recompressed and smaller, it is linked to the first; another is not', async () => {
    const small = await sharp(photo('street.jpg')).resize(300).jpeg({ quality: 40 }).toBuffer()
    const turned = await sharp(photo('street.jpg')).flop().flip().jpeg().toBuffer()
    const { exhibits } = await inspected(photo('street.jpg'), small, turned)
    expect(exhibits.map(({ similar_to }) => similar_to)).toEqual([
      exhibits[0]!.similar_to,
      exhibits[0]!.id,
      null,
    ])
    const events = await eventsOf(exhibits[1]!.id)
    expect(events.at(-1)).toMatchObject({
      action: 'duplicate.found',
      details: { similar_to: exhibits[0]!.id, by: 'likeness' },
    })
  })

  test('sent to another tip of the line it is found too, and two at once find each other', async () => {
    const noise = await sharp({
      create: {
        ...{ width: 9, height: 9, channels: 3, background: '#888888' },
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer()
    const drawn = await sharp(noise).resize(500, 500).jpeg({ quality: 90 }).toBuffer()
    const again = await sharp(drawn).resize(400).jpeg({ quality: 60 }).toBuffer()
    const { deps } = node
    const tips = [await tipWithFiles(deps, 2), await tipWithFiles(deps, 1)]
    const ids = tips.flatMap(({ evidence_ids }) => evidence_ids)
    const about = { copy_grade: 'unknown', most: 50_000_000 } as const
    await keepFile(deps, ids[0]!, streamOf(drawn), about)
    await keepFile(deps, ids[1]!, streamOf(again), about)
    await keepFile(deps, ids[2]!, streamOf(await sharp(drawn).resize(350).jpeg().toBuffer()), about)
    await Promise.all([ids[0]!, ids[1]!].map((id) => inspectFile(deps, workshop, id)))
    await inspectFile(deps, workshop, ids[2]!)
    const [one, two, three] = await Promise.all(ids.map((id) => readExhibit(deps, id)))
    expect([one!.similar_to, two!.similar_to].filter(Boolean)).toHaveLength(1)
    expect([ids[0], ids[1]]).toContain(three!.similar_to)
  })
})

describe('hostile files end in a state that people see', () => {
  test.each([
    ['a decompression bomb', bombPng(), 'photo', 'too-many-pixels'],
    ['a script that begins like a GIF', polyglot, 'photo', 'unreadable'],
    ['a drawing with a script', scriptedSvg, 'document', 'unsupported'],
    ['an archive that unpacks to much', bombZip(), 'document', 'unsupported'],
    ['a HEIC cut off', photo('street.heic').subarray(0, 2500), 'photo', 'unreadable'],
    ['a JPEG cut off', photo('street.jpg').subarray(0, 3000), 'photo', 'unreadable'],
    ['a photo with damaged EXIF', photo('broken-exif.jpg'), 'photo', 'made'],
  ])('%s', async (_name, bytes, kind, copies) => {
    const { exhibits } = await inspected(bytes)
    expect(exhibits[0]).toMatchObject({ state: 'stored', kind, copies })
    expect(exhibits[0]!.metadata).not.toBeNull()
  })
})

test('a second look adds what was missing and changes nothing else', async () => {
  const { deps } = node
  const { evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  await keepFile(deps, id, streamOf(photo('street.jpg')), { copy_grade: 'unknown', most: 1e6 })
  const broken: Workshop = {
    ...workshop,
    copyPhoto: async () => ({ spoilt: 'broke-tool' }),
    readTags: async () => ({ spoilt: 'no-tool' }),
  }
  await inspectFile(deps, broken, id)
  expect(await readExhibit(deps, id)).toMatchObject({
    copies: 'broke-tool',
    metadata: { error_code: 'no-tool' },
    derivatives: [],
  })
  await inspectFile(deps, workshop, id)
  const whole = await readExhibit(deps, id)
  expect(whole).toMatchObject({ copies: 'made', metadata: { error_code: null } })
  const events = await eventsOf(id)
  await inspectFile(deps, workshop, id)
  await Promise.all([inspectFile(deps, workshop, id), inspectFile(deps, workshop, id)])
  expect(await readExhibit(deps, id)).toEqual(whole)
  expect(await eventsOf(id)).toEqual(events)
})

test('the queue looks into a file once it is kept', async () => {
  const { deps, queue } = node
  const { evidence_ids } = await tipWithFiles(deps, 1)
  const [id = ''] = evidence_ids
  await keepFile(deps, id, streamOf(photo('street.jpg')), { copy_grade: 'unknown', most: 1e6 })
  const { workshop: _, ...onWorkers } = deps
  await queue.drain(onWorkers)
  expect((await readExhibit(deps, id)).copies).toBeNull()
  await queue.drain(deps)
  expect((await readExhibit(deps, id)).copies).toBe('made')
})
