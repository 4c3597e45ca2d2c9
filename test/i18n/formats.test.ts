import { expect, test } from 'vitest'
import { formatsOf } from '../../src/i18n/formats.ts'
import { languages } from '../../src/i18n/languages.ts'

test.each(languages.map(({ code }) => code))(
  '%s has dates and numbers of some language',
  (code) => {
    const known = Intl.DateTimeFormat.supportedLocalesOf(formatsOf(code))
    expect(known[0]).toMatch(code === 'ht' ? /^(ht|fr)$/ : code)
    expect(Intl.NumberFormat.supportedLocalesOf(formatsOf(code))).toEqual(known)
  },
)

test('a language that nobody knows is written in English, on a machine of any other', () => {
  expect(Intl.DateTimeFormat.supportedLocalesOf(formatsOf('tlh'))).toEqual(['en'])
})
