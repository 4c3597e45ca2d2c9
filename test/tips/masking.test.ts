import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Hidden, hidesPlace, maskText, maskWhole } from '../../src/tips/masking.ts'

test('a range is a label, and its place in the shown text is told', () => {
  const { text, hidden } = maskText('SSN 123-45-6789, she is undocumented', [
    { start: 24, end: 36, kind: 'status' },
    { start: 4, end: 15, kind: 'ssn' },
  ])
  expect(text).toBe('SSN [hidden: ssn], she is [hidden: status]')
  expect(hidden.map(({ start, end }) => text.slice(start, end))).toEqual([
    '[hidden: ssn]',
    '[hidden: status]',
  ])
})

test('the whole of it, and nothing of nothing', () => {
  expect(maskWhole('12 Oak St', 'place').text).toBe('[hidden: place]')
  expect(maskWhole('', 'place')).toEqual({ text: '', hidden: [] })
})

test('no sign of any range is shown, whatever the ranges are', () => {
  const range = fc.record({ start: fc.nat(40), end: fc.nat(60) })
  fc.assert(
    fc.property(fc.array(range, { maxLength: 6 }), (ranges) => {
      const signs = Array.from({ length: 40 }, (_, index) => String.fromCodePoint(0x4e00 + index))
      const masks = ranges.map((one): Hidden => ({ ...one, kind: 'ssn' }))
      const { text, hidden } = maskText(signs.join(''), masks)
      const visible = signs.filter(
        (_, index) => !ranges.some(({ start, end }) => start <= index && index < end),
      )
      expect(signs.filter((sign) => text.includes(sign))).toEqual(visible)
      for (const { start, end } of hidden) expect(text.slice(start, end)).toBe('[hidden: ssn]')
    }),
  )
})

test('only what is happening now hides where', () => {
  expect([['happening_now', 'death'], ['death'], []].map((flags) => hidesPlace({ flags }))).toEqual(
    [true, false, false],
  )
})
