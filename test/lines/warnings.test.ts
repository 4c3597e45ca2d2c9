import { expect, test } from 'vitest'
import { scriptVersion } from '../../src/conversation/questions.ts'
import { isRead } from '../../src/lines/hours.ts'
import { openLine } from '../../src/lines/line.ts'
import { readLineFile } from '../../src/lines/read.ts'
import { warningsOf } from '../../src/lines/warnings.ts'

const now = Date.parse('2026-11-24T18:00:00Z')
const file = {
  ...{ id: 'main', name: 'a line', agency: 'an office', default_language: 'en' },
  ...{ languages: ['en'], time_zone: 'America/Chicago' },
}
const statute = (checked_on: string) => ({
  ...{ statute: '8 CFR 287.8', name: 'Standards', effective_from: '1994-08-17' },
  ...{ enforceable_against_federal: 'yes', status: 'in force', checked_on },
  source: 'https://www.ecfr.gov/current/title-8/section-287.8',
})
const warned = (more: object) =>
  warningsOf(openLine(readLineFile({ ...file, ...more })), now).filter(
    ({ about }) => about !== 'language',
  )

test('another interview than the one signed off is a warning, and the one signed off is none', () => {
  expect(warned({})).toEqual([])
  expect(warned({ script_version: scriptVersion })).toEqual([])
  expect(warned({ script_version: '2020-01' })).toEqual([
    { about: 'script', signed_off: '2020-01', running: scriptVersion },
  ])
  const notices = { version: '3', words: { en: 'This is {{agency}}.' } }
  expect(warned({ script_version: `${scriptVersion}+3`, notices })).toEqual([])
  expect(warned({ script_version: scriptVersion, notices })).toHaveLength(1)
})

test('law that nobody has looked up for 31 days is a warning', () => {
  const statutes = [statute('2026-10-23'), statute('2026-10-25')]
  expect(warned({ jurisdiction: { name: 'a county', statutes } })).toEqual([
    { about: 'statute', statute: '8 CFR 287.8', checked_on: '2026-10-23' },
  ])
})

test('languages that nobody has reviewed are named', () => {
  expect(warningsOf(openLine(readLineFile(file)), now)).toEqual([
    { about: 'language', language: 'en' },
  ])
})

test.each([
  ['2026-11-24T15:00:00Z', true],
  ['2026-11-24T14:59:00Z', false],
  ['2026-11-24T23:00:00Z', false],
  ['2026-11-21T16:00:00Z', false],
  ['2026-11-21T03:30:00Z', true],
  ['2026-11-21T08:00:00Z', true],
  ['2026-11-21T12:00:00Z', false],
])('at %s somebody reads: %s', (at, read) => {
  const hours = [
    { days: ['mon' as const, 'tue' as const], from: '09:00', to: '17:00' },
    { days: ['fri' as const], from: '21:00', to: '05:00' },
  ]
  expect(isRead({ hours, time_zone: 'America/Chicago' }, Date.parse(at))).toBe(read)
  expect(isRead({ hours: [], time_zone: 'America/Chicago' }, Date.parse(at))).toBeUndefined()
})
