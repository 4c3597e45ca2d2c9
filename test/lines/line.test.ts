import { describe, expect, test } from 'vitest'
import { languages } from '../../src/i18n/languages.ts'
import demo from '../../src/lines/demo.json' with { type: 'json' }
import { openLine } from '../../src/lines/line.ts'
import { readLineFile } from '../../src/lines/read.ts'

const least = {
  id: 'main',
  name: 'the tip line',
  agency: 'this office',
  default_language: 'en',
  time_zone: 'America/Chicago',
}

describe('a line file', () => {
  test('needs little, and leaves nothing open', () => {
    expect(readLineFile(least)).toMatchObject({
      languages: languages.map(({ code }) => code),
      quiet: { from: '21:00', to: '08:00' },
      silence: { reminder_minutes: 120, hand_in_minutes: 1440 },
      retention: { grace_days: 7, submitted_days: null, provider_copies: 'remove' },
    })
  })

  test('read back is the same file', () => {
    const file = readLineFile(demo)
    expect(readLineFile(JSON.parse(JSON.stringify(file)))).toEqual(file)
  })

  const statute = { ...demo.jurisdiction.statutes[0], checked_on: 'last week' }
  test.each<[object, string]>([
    [{ id: 'Main Line' }, 'id must be small letters, digits and -'],
    [{ name: undefined }, 'name must be words of at most 120 letters'],
    [{ name: ' ' }, 'name must be not empty'],
    [{ time_zone: 'Chicago' }, 'time_zone must be a time zone like America/Chicago'],
    [{ time_zone: 'America/Gotham' }, 'time_zone must be a time zone like America/Chicago'],
    [{ default_language: 'tlh' }, 'default_language must be one of en, es'],
    [{ default_language: 'es', languages: ['en'] }, 'default_language must be one of languages'],
    [{ second_language: 'es', languages: ['en'] }, 'second_language must be one of languages'],
    [{ words: { es: { nme: 'x' } } }, 'words.es.nme is not a setting of a line'],
    [{ notice: 'x' }, 'notice is not a setting of a line'],
    [{ addresses: ['555-0100'] }, 'addresses.0 must be a number like +15555550100, or bot'],
    [{ quiet: { from: '9pm', to: '08:00' } }, 'quiet.from must be a time like 21:00'],
    [{ silence: { reminder_minutes: 1500 } }, 'silence must be a reminder before the hand-in'],
    [{ retention: { grace_days: -1 } }, 'retention.grace_days must be at least 0 days'],
    [
      { notices: { version: '1', words: { en: 'You reached us.' } } },
      'notices.words.en must be words that hold {{agency}}',
    ],
    [
      { notices: { version: '1', words: { es: 'Somos {{agency}}.' } } },
      'notices.words.en must be there, as it is the default language',
    ],
    [
      { jurisdiction: { name: 'CA', statutes: [statute] } },
      'jurisdiction.statutes.0.checked_on must be a day like 2026-11-24',
    ],
  ])('%j is refused by one row that names the field', (change, message) => {
    const refused = expect(() => readLineFile({ ...least, ...change }))
    refused.toThrow(expect.objectContaining({ code: 'bad-config' }))
    refused.toThrow(`line file: ${message}`)
  })

  test.each([[null], ['text'], [[]]])('%j is no file', (given) => {
    expect(() => readLineFile(given)).toThrow(/^line file: the file must be object/)
  })
})

describe('what a line says of itself', () => {
  const line = openLine(
    readLineFile({
      ...least,
      words: { es: { agency: 'esta oficina' } },
      notices: { version: '3', words: { en: 'You reached {{line}} of {{agency}}.' } },
      referrals: [
        { about: 'crisis', name: { en: 'Call 988', es: 'Llame al 988' }, phone: '988' },
        { about: 'legal', name: { en: 'Lawyers' }, url: 'https://law.example.org' },
      ],
    }),
  )

  test('is ready in every language, the default standing in for what is not there', () => {
    expect(line.spoken.get('en')).toEqual({
      line: 'the tip line',
      agency: 'this office',
      referrals: 'Call 988: 988\nLawyers: https://law.example.org',
      notice: 'You reached the tip line of this office.',
    })
    expect(line.spoken.get('es')).toEqual({
      line: 'the tip line',
      agency: 'esta oficina',
      referrals: 'Llame al 988: 988\nLawyers: https://law.example.org',
    })
  })
})
