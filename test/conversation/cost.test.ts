import { SegmentedMessage } from 'sms-segments-calculator'
import { expect, it } from 'vitest'
import { replay } from './transcript.ts'

const answers = ['2', '2 4', '9 am', 'Lake & 5th', '1', '1 5', '2', '1', '2', '4', '1', '1']

it.each([
  ['en', 20, 'I saw agents break the window of a blue car and pull a man out'],
  ['es', 45, 'Vi que unos agentes estaban junto a un carro azul con un hombre adentro'],
])('a whole tip in %s costs at most %i segments', (_, most, account) => {
  const inputs = [account, ...answers].map((text) => `> ${text}`).join('\n')
  const replies = replay(`channel: sms\n\n${inputs}\n`).split(/^> .*$/mu)
  const said = replies.map((reply) =>
    reply
      .match(/^<.*$/gmu)
      ?.map((row) => row.slice(2))
      .join('\n'),
  )
  const texts = said.filter((text) => text !== undefined)
  expect(texts.at(-1)).toContain('T-7F3K-92QM')
  const segments = texts.map((text) => new SegmentedMessage(text).segmentsCount)
  expect(segments.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(most)
})
