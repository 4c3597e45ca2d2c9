import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sealEvents } from '../../src/ledger/seal.ts'
import { newRingKey, parseKeyRing } from '../../src/seal/keys.ts'
import { readTips, type Search } from '../../src/tips/read.ts'
import { indexTips, indexWords } from '../../src/tips/search/index-words.ts'
import { searchWords, soughtWords } from '../../src/tips/search/words.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { type Plant, plantTip } from '../support/plant.ts'

let node: TestNode
beforeAll(async () => {
  node = await openTestNode()
})
afterAll(() => node.close())

async function plant(tip: Plant) {
  const planted = await plantTip(node.deps, { line: 'main', ...tip })
  await indexTips(node.deps, [planted.id])
  return planted
}

const said = (text: string) => plant({ messages: [{ from: 'person', text }] })

async function found(search: Search): Promise<string[]> {
  const { items } = await readTips(node.deps, search, { limit: 50 })
  return items.map(({ code }) => code)
}

test('words are compared without case, accents and punctuation', () => {
  expect([...searchWords('¡Rompió la VENTANA! ABC-1234')]).toEqual([
    ...['rompio', 'la', 'ventana', 'abc', '1234'],
  ])
  expect([...soughtWords('红色汽车')]).toEqual(['红色', '色汽', '汽车'])
  expect([...searchWords('一辆红色汽车停下')]).toEqual(
    expect.arrayContaining([...soughtWords('汽车')]),
  )
  expect([...searchWords('경찰이 문을')]).toEqual(expect.arrayContaining([...soughtWords('경찰')]))
})

test.each([
  ['They broke the window of a red car', 'WINDOW red'],
  ['Rompió la puerta del señor Núñez', 'nunez'],
  ['他们砸了一辆红色汽车的车窗', '红色汽车'],
  ['경찰이 문을 부수었다', '경찰'],
  ['كسروا باب السيارة الحمراء', 'السياره'],
  ['Plate was XYZ-9876', 'xyz 9876'],
])('%s is found by %s', async (text, q) => {
  const { code } = await said(text)
  await said('Nothing of the kind')
  expect(await found({ q })).toEqual([code])
  expect(await found({ q: `${q} elsewhere` })).toEqual([])
})

test('a code finds its tip, and nothing to look for finds nothing', async () => {
  const { code } = await said('Hello')
  expect(await found({ q: ` ${code.toLowerCase()} ` })).toEqual([code])
  expect(await found({ q: '?!' })).toEqual([])
})

test('what people and staff say is found a moment later, and what was taken back no more', async () => {
  const say = async (text: string) => {
    const inbound = {
      ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '', to: '' },
      ...{ from: '+15555559911', content: { type: 'message' as const, text, files: [] } },
    }
    await node.deps.turns.advance({ from: 'outside', line: 'main', inbound, at: Date.now() })
  }
  const index = async () => {
    await sealEvents(node.deps)
    await Promise.all([indexWords(node.deps), indexWords(node.deps)])
  }
  await say('My number is 123-45-6789 and they stood near the zeppelin hangar all day long')
  await index()
  expect(await found({ q: 'zeppelin' })).toHaveLength(1)
  expect(await found({ q: '6789' })).toEqual([])
  await say('And a xylophone lay there')
  await index()
  expect(await found({ q: 'xylophone zeppelin' })).toHaveLength(1)
  await say('DELETE')
  await say('1')
  expect(await found({ q: 'zeppelin' })).toEqual([])
  await index()
  const rows = await node.deps.db.selectFrom('tip_word').select('tip_id').execute()
  const tips = await node.deps.db
    .selectFrom('tip')
    .select('id')
    .where('stage', '=', 'withdrawn')
    .execute()
  expect(rows.map(({ tip_id }) => tip_id)).not.toContain(tips[0]?.id)
})

test('the words of the index tell nothing to whoever has another key', async () => {
  const { id } = await said('An unusual helicopter')
  const row = () =>
    node.deps.db.selectFrom('tip_word').select('words').where('tip_id', '=', id).execute()
  const before = await row()
  await indexTips({ ...node.deps, keys: parseKeyRing(newRingKey('other')) }, [id])
  expect(await row()).not.toEqual(before)
})

test('while it is happening no word of the place is found, and no tip by where it is', async () => {
  const place = { latitude: 41.88, longitude: -87.63 }
  const at = (flags: ('happening_now' | 'death')[]) => async () => {
    const message = randomUUID()
    const planted = await plant({
      messages: [{ id: message, from: 'person', text: 'at the quarry gate' }],
      answers: { place: { place, words: 'at the quarry gate', message_ids: [message] } },
    })
    await node.deps.db.updateTable('tip').set({ flags }).where('id', '=', planted.id).execute()
    await indexTips(node.deps, [planted.id])
    return planted.code
  }
  const code = await at([])()
  await at(['happening_now'])()
  expect(await found({ q: 'quarry' })).toEqual([code])
  expect(await found({ near: { ...place, km: 1 } })).toEqual([code])
  expect(await found({ near: { latitude: 41.92, longitude: -87.63, km: 1 } })).toEqual([])
  expect(await found({ near: { latitude: 41.92, longitude: -87.63, km: 5 } })).toEqual([code])
})

test('near reaches over the date line', async () => {
  const { code } = await plant({
    answers: { place: { words: 'an island', place: { latitude: -16.8, longitude: 179.99 } } },
  })
  expect(await found({ near: { latitude: -16.8, longitude: -179.99, km: 4 } })).toEqual([code])
})

test('of what was taken back nothing is found by its answers', async () => {
  const answers = { agency: { codes: ['FPS'] }, acts: { codes: ['entry'] } }
  const { code } = await plant({ answers })
  await plant({ answers, stage: 'withdrawn' })
  expect(await found({ agency: 'FPS' })).toEqual([code])
  expect(await found({ agency: 'FPS', act: 'entry' })).toEqual([code])
})

test('all of the tags must be there', async () => {
  const { id, code } = await plant({})
  const tags = ['raid', 'oak street']
  await node.deps.db.updateTable('tip').set({ tags }).where('id', '=', id).execute()
  expect(await found({ tags: ['raid'] })).toEqual([code])
  expect(await found({ tags })).toEqual([code])
  expect(await found({ tags: ['raid', 'elm street'] })).toEqual([])
})
