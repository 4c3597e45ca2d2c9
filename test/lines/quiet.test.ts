import { expect, test } from 'vitest'
import { afterQuiet } from '../../src/lines/quiet.ts'

const chicago = { time_zone: 'America/Chicago', quiet: { from: '21:00', to: '08:00' } }
const at = (time: string) => Date.parse(time)

test.each([
  ['the day', '2026-11-24T15:00:00-06:00', '2026-11-24T15:00:00-06:00'],
  ['the last minute of the day', '2026-11-24T20:59:59-06:00', '2026-11-24T20:59:59-06:00'],
  ['the first of the night', '2026-11-24T21:00:00-06:00', '2026-11-25T08:00:00-06:00'],
  ['after midnight', '2026-11-25T02:30:45-06:00', '2026-11-25T08:00:00-06:00'],
  ['the last of the night', '2026-11-25T07:59:59-06:00', '2026-11-25T08:00:00-06:00'],
  ['the morning', '2026-11-25T08:00:00-06:00', '2026-11-25T08:00:00-06:00'],
  ['the night that is an hour shorter', '2026-03-07T22:00:00-06:00', '2026-03-08T08:00:00-05:00'],
  ['the night that is an hour longer', '2026-10-31T22:00:00-05:00', '2026-11-01T08:00:00-06:00'],
])('%s', (_, from, to) => {
  expect(new Date(afterQuiet(chicago, at(from)))).toEqual(new Date(at(to)))
})

test('quiet hours within a day, and none at all', () => {
  const noon = { time_zone: 'UTC', quiet: { from: '12:00', to: '13:00' } }
  expect(afterQuiet(noon, at('2026-11-24T12:30:00Z'))).toBe(at('2026-11-24T13:00:00Z'))
  expect(afterQuiet(noon, at('2026-11-24T13:00:00Z'))).toBe(at('2026-11-24T13:00:00Z'))
  const never = { time_zone: 'UTC', quiet: { from: '00:00', to: '00:00' } }
  expect(afterQuiet(never, at('2026-11-24T00:00:00Z'))).toBe(at('2026-11-24T00:00:00Z'))
})
