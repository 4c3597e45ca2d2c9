import { describe, expect, it } from 'vitest'
import { extractAll } from '../../../src/conversation/extract/extract.ts'
import { readTokens } from '../../../src/conversation/extract/tokens.ts'
import { findMasked, hide } from '../../../src/conversation/mask.ts'
import { readTime } from '../../../src/conversation/read-time.ts'
import { findDangers } from '../../../src/conversation/safety.ts'
import { vocabularyOf } from '../../../src/conversation/script.ts'
import { plainDigits } from '../../../src/conversation/words.ts'
import { scriptFor } from '../../../src/i18n/script.ts'
import { line } from '../line.ts'

const script = scriptFor(line)
/** A Tuesday, 9:30 in the morning in Chicago. */
const at = Date.parse('2026-11-24T15:30:00Z')
const time_zone = line.time_zone
const tokensOf = (text: string) => readTokens(plainDigits(text))

function quotes(language: string, words: string): string[] {
  const vocabulary = vocabularyOf(script, language)
  return extractAll(words, { at, time_zone, language, vocabulary }).map(
    ({ question, value, quote }) =>
      `${question}${'codes' in value ? ` ${value.codes.join(' ')}` : ''}: ${quote}`,
  )
}

describe('what an account says', () => {
  it.each([
    [
      'ru',
      'Сегодня утром в 9:10 агенты ICE в масках выбили дверь соседа на углу Брайтон и 6th',
      [
        'start: Сегодня утром в 9:10',
        'place: Брайтон и 6th',
        'agency ICE_unspec: ICE',
        'identification face_covered: в масках',
        'acts entry: выбили дверь',
        'acts property: выбили дверь',
      ],
    ],
    ['ru', 'забрали моего мужа', ['acts liberty: забрали моего мужа']],
    ['ru', 'забрали папку и ушли', []],
    ['ru', 'он толкнул агента', []],
    ['ru', 'никого не били', []],
    [
      'pl',
      'dzis rano agenci ice w kominiarkach wywazyli drzwi na rogu Greenpoint i Manhattan Ave',
      [
        'start: dzis rano',
        'place: Greenpoint i Manhattan Ave',
        'agency ICE_unspec: agenci ice',
        'identification face_covered: kominiarkach',
        'acts entry: wywazyli drzwi',
        'acts property: wywazyli drzwi',
      ],
    ],
    ['pl', 'tablice ABC 1234', ['identification plate_seen: tablice ABC 1234']],
    ['pl', 'on popchnął agenta', []],
    ['pl', 'nikogo nie bili', []],
    [
      'bn',
      'আজ সকাল ৯টায় মাস্ক পরা আইস এজেন্টরা দরজা ভেঙে ঢুকেছে ৭৩ স্ট্রিট ও ৩৭ এভিনিউতে',
      [
        'start: আজ সকাল ৯টায়',
        'place: ৭৩ স্ট্রিট ও ৩৭ এভিনিউতে',
        'agency ICE_unspec: আইস এজেন্টরা',
        'identification face_covered: মাস্ক',
        'acts entry: দরজা ভেঙে',
        'acts property: দরজা ভেঙে',
      ],
    ],
    ['bn', 'স্বামীকে বাসা থেকে নিয়ে গেছে', ['acts liberty: স্বামীকে বাসা থেকে নিয়ে গেছে']],
    ['bn', 'বাসা থেকে ফোন আনতে বলছে', []],
    ['bn', 'সে পুলিশকে ধাক্কা দিয়েছে', []],
    ['bn', 'ওরা কাউকে মারেনি', []],
  ])('%s: %s', (language, words, expected) => {
    expect(quotes(language, words)).toEqual(expected)
  })
})

describe('when it was', () => {
  it.each([
    ['ru', 'вчера около 7 вечера', '2026-11-24T01:00 within_hour'],
    ['ru', 'в понедельник в 3 дня', '2026-11-23T21:00 within_15_min'],
    ['ru', '3 дня назад', '2026-11-21T06:00 date_only'],
    ['ru', '20 минут назад', '2026-11-24T15:10 within_15_min'],
    ['ru', 'в 2 часа ночи', 'unknown'],
    ['pl', 'wczoraj o 3 po południu', '2026-11-23T21:00 within_15_min'],
    ['pl', 'w poniedzialek wieczorem', '2026-11-23T23:00 part_of_day'],
    ['pl', '2 godziny temu', '2026-11-24T13:30 within_hour'],
    ['pl', 'w maju o 9 rano', 'unknown'],
    ['bn', 'গতকাল রাত ৮টায়', '2026-11-24T02:00 within_15_min'],
    ['bn', 'আজ সকাল ৭টার দিকে', '2026-11-24T13:00 within_hour'],
    ['bn', '২ ঘণ্টা আগে', '2026-11-24T13:30 within_hour'],
    ['bn', 'কালকে রাতে', 'unknown'],
  ])('%s: %s', (language, words, expected) => {
    const moment = readTime(words, { at, time_zone, words: vocabularyOf(script, language).time })
    const read = moment.at === undefined ? '' : `${new Date(moment.at).toISOString().slice(0, 16)} `
    expect(`${read}${moment.precision}`).toBe(expected)
  })
})

describe('what is grave', () => {
  it.each([
    ['направили на ребёнка пистолет', 'child'],
    ['он без сознания', 'head'],
    ['избили до смерти', 'death'],
    ['хочу умереть', 'self_harm'],
    ['popchnęli moją córkę', 'child'],
    ['uderzyli go palka w glowe', 'head'],
    ['on nie żyje', 'death'],
    ['nie chce mi sie zyc', 'self_harm'],
    ['বাচ্চাটাকে ধাক্কা দিছে', 'child'],
    ['জ্ঞান হারিয়েছে', 'head'],
    ['একজন মারা গেছে', 'death'],
    ['মরে যেতে চাই', 'self_harm'],
    ['никто не умер, но мне было до смерти страшно', ''],
    ['полиция не реагирует', ''],
    ['martwię się o sąsiada', ''],
    ['wyłamali główne drzwi', ''],
    ['কেউ মারা যায়নি', ''],
    ['গলির মাথায় দাঁড়ানো ছিল', ''],
  ])('%s: %s', (text, expected) => {
    expect(findDangers(script, tokensOf(text)).join(' ')).toBe(expected)
  })
})

describe('what no view shows', () => {
  it.each([
    ['он живёт на Ocean Ave 1245, у него грин-карта', 'он живёт на ***, у него ***'],
    ['вошли без документов', 'вошли без документов'],
    ['mieszka na Greenpoint Ave 123, nie ma papierów', 'mieszka na ***, ***'],
    ['adres to róg Greenpoint i Manhattan', 'adres to róg Greenpoint i Manhattan'],
    ['বাসার ঠিকানা ৩৭-১২ ৭৩ স্ট্রিট, গ্রিন কার্ড আছে', 'বাসার ঠিকানা ***, *** আছে'],
    ['ওয়ারেন্টের কাগজ দেখায়নি', 'ওয়ারেন্টের কাগজ দেখায়নি'],
  ])('%s', (text, expected) => {
    expect(hide(text, findMasked(script, text, tokensOf(text)))).toBe(expected)
  })
})
