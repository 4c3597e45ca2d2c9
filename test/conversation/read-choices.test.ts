import { describe, expect, it } from 'vitest'
import { readChoices } from '../../src/conversation/read-choices.ts'
import { findQuestion, vocabularyOf } from '../../src/conversation/script.ts'
import { scriptFor } from '../../src/i18n/script.ts'
import { line } from './line.ts'

const script = scriptFor(line)

function read(id: string, text: string, language = 'en') {
  const question = findQuestion(script, id)
  if (!question) throw new Error(`no question ${id}`)
  const picks = readChoices(question, text, vocabularyOf(script, language))
  return picks?.type === 'picked' ? picks.codes.join(' ') : picks?.type
}

describe('several from a list', () => {
  it.each(['1 3', '1,3', '1, 3', '1 and 3', '1 & 3', '#1 #3', '(1) (3)', '1. 3.', '１ ３', '1\n3'])(
    '%s',
    (text) => {
      expect(read('acts', text)).toBe('force entry')
    },
  )

  it('reads words when every item is one of the list', () => {
    expect(read('agency', 'ICE, FBI')).toBe('ICE_unspec FBI')
    expect(read('agency', 'fbi and I.C.E.')).toBe('FBI ICE_unspec')
    expect(read('agency', 'ICE and somebody')).toBeUndefined()
  })

  it('reads the words of the language, with or without accents', () => {
    expect(read('harm', 'DOLOR', 'es')).toBe('bruise_cut')
    expect(read('acts', 'Impedir ayuda medica', 'es')).toBe('aid')
    expect(read('agency', 'la migra y guardia nacional', 'es')).toBe('ICE_unspec military_or_Guard')
  })

  it('takes words that follow the numbers', () => {
    expect(read('identification', '1, 6: the plate ended in 42K')).toBe('face_covered plate_seen')
  })
})

describe('a row of the list, copied as it stands', () => {
  it.each([
    ['en', 'timing', '1 It is happening now', 'happening_now'],
    ['en', 'timing', '1 - now!', 'happening_now'],
    ['es', 'timing', '1 Pasa ahora mismo', 'happening_now'],
    ['ar', 'timing', '١ يحدث الآن', 'happening_now'],
    ['en', 'contact', '1 Yes, without my name', 'anonymous'],
    ['en', 'acts', '1 Force or weapon used\n3 Home or building entered', 'force entry'],
    ['en', 'timing', '2 It is happening now', undefined],
  ])('%s %s: %s', (language, id, text, codes) => {
    expect(read(id, text, language)).toBe(codes)
  })
})

describe('what is not a pick', () => {
  it('refuses numbers that are not offered, and ranges, which have two readings', () => {
    expect(read('acts', '12')).toBe('not-offered')
    expect(read('acts', '1 77')).toBe('not-offered')
    expect(read('acts', '1-3')).toBe('not-offered')
    expect(read('timing', '1 2')).toBe('not-offered')
  })

  it('guesses nothing from a sentence', () => {
    expect(read('acts', '2 men grabbed her')).toBeUndefined()
    expect(read('agency', 'not ICE')).toBeUndefined()
    expect(read('agency', 'ICE, it was on the vest')).toBeUndefined()
    expect(read('harm', '3:30 in the morning')).toBeUndefined()
  })
})
