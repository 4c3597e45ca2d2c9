import { describe, expect, it } from 'vitest'
import { readDate, findTimes } from '../../../src/conversation/extract/times.ts'
import { readTokens } from '../../../src/conversation/extract/tokens.ts'
import { vocabularyOf } from '../../../src/conversation/script.ts'
import { scriptFor } from '../../../src/i18n/script.ts'
import { line } from '../line.ts'

const script = scriptFor(line)
/** A Tuesday, 9:30 in the morning in Chicago. */
const at = Date.parse('2026-11-24T15:30:00Z')

function reading(language: string) {
  return { at, time_zone: line.time_zone, language, vocabulary: vocabularyOf(script, language) }
}

function show(moment: { at?: number | undefined; precision: string } | undefined): string {
  if (moment?.at === undefined) return 'none'
  return `${new Date(moment.at).toISOString().slice(0, 16)} ${moment.precision}`
}

describe('an answer that is a date', () => {
  it.each([
    ['ko', '11월 20일 오후 3시', '2026-11-20T21:00 within_15_min'],
    ['ko', '11월 20일 오후 3시쯤', '2026-11-20T21:00 within_hour'],
    ['ko', '2025년 11월 20일', '2025-11-20T06:00 date_only'],
    ['ko', '11월 20일 14시', '2026-11-20T20:00 within_15_min'],
    ['ko', '12월 3일 아침', '2025-12-03T12:00 part_of_day'],
    ['ko', '11월 20일 3시', 'none'],
    ['ko', '13월 20일', 'none'],
    ['pl', '20 listopada o 15:00', '2026-11-20T21:00 within_15_min'],
    ['pl', '20 listopada o 15', '2026-11-20T21:00 within_15_min'],
    ['pl', '20 listopada 2025, o 15.30', '2025-11-20T21:30 within_15_min'],
    ['pl', '20 listopada około 9 rano', '2026-11-20T15:00 within_hour'],
    ['pl', 'w piątek 20 listopada wieczorem', '2026-11-20T23:00 part_of_day'],
    ['pl', '3 grudnia', '2025-12-03T06:00 date_only'],
    ['pl', '31 listopada', 'none'],
    ['pl', '29 lutego', 'none'],
    ['pl', '29 lutego 2024', '2024-02-29T06:00 date_only'],
    ['es', '29 de febrero', 'none'],
    ['pl', '20 listopada o 3', 'none'],
    ['pl', '20 listopada 5 agentów', 'none'],
    ['pl', '20 albo 21 listopada', 'none'],
    ['pl', '20 listopada lub 21 listopada', 'none'],
    ['pl', 'po 20 listopada', 'none'],
    ['pl', 'tydzień po 20 listopada', 'none'],
    ['pl', '24 listopada o 15:00', 'none'],
    ['bn', '২০ নভেম্বর বিকাল ৩টা', '2026-11-20T21:00 within_15_min'],
    ['bn', '২০শে নভেম্বর বিকাল ৩টায়', '2026-11-20T21:00 within_15_min'],
    ['bn', '২০ নভেম্বর', '2026-11-20T06:00 date_only'],
    ['bn', '২০ নভেম্বর ৩টায়', 'none'],
    ['ar', '20 نوفمبر الساعة 3 مساء', '2026-11-20T21:00 within_15_min'],
    ['ur', '20 نومبر شام 5 بجے', '2026-11-20T23:00 within_15_min'],
    ['ht', '20 novanm a 3 pm', '2026-11-20T21:00 within_15_min'],
    ['so', '20 nofeembar galabnimo', '2026-11-20T18:00 part_of_day'],
    ['en', 'November 20 at 3 pm', '2026-11-20T21:00 within_15_min'],
    ['en', 'November 20 or 21', 'none'],
    ['en', 'the week of November 20', 'none'],
    ['en', '11/10 at 3 pm', 'none'],
    ['es', '11/10 a las 15:00', 'none'],
    ['zh-Hans', '11月20日下午3点', '2026-11-20T21:00 within_15_min'],
    ['vi', 'ngày 20 tháng 11 lúc 15:00', '2026-11-20T21:00 within_15_min'],
    ['ru', '20 ноября в 15:00', '2026-11-20T21:00 within_15_min'],
    ['fr', '20 novembre à 15h', '2026-11-20T21:00 within_15_min'],
    ['pt-BR', '20 de novembro', '2026-11-20T06:00 date_only'],
    ['es', '20 de noviembre a las 15:00', '2026-11-20T21:00 within_15_min'],
    ['es', 'el 20 de noviembre', '2026-11-20T06:00 date_only'],
    ['es', 'el 20 de noviembre a las 3 de la tarde', '2026-11-20T21:00 within_15_min'],
    ['es', 'el día 20 de noviembre de 2025 a las 3 pm', '2025-11-20T21:00 within_15_min'],
    ['es', '20 de octubre a las 3 de la tarde', '2026-10-20T20:00 within_15_min'],
    ['es', '20 de noviembre a las 3', '2026-11-20T06:00 date_only'],
    ['es', '20 o 21 de noviembre', 'none'],
    ['es', 'antes del 20 de noviembre', 'none'],
    ['es', 'no el 20 de noviembre', 'none'],
    ['fr', 'le 20 novembre à 15h', '2026-11-20T21:00 within_15_min'],
    ['fr', 'le 1er novembre', '2026-11-01T05:00 date_only'],
    ['pt-BR', '20 de novembro às 15h', '2026-11-20T21:00 within_15_min'],
    ['pt-BR', 'no dia 20 de outubro às 15h', '2026-10-20T20:00 within_15_min'],
    ['en', 'on October 20 at 3 pm', '2026-10-20T20:00 within_15_min'],
    ['en', 'it was on the 20th of October', '2026-10-20T05:00 date_only'],
    ['en', 'November 20 at 3', '2026-11-20T06:00 date_only'],
    ['en', 'not on November 20', 'none'],
  ])('%s: %s', (language, words, expected) => {
    expect(show(readDate(words, reading(language)))).toBe(expected)
  })
})

it.each([
  ['ko', '11월 20일 오후 3시에 요원들이 문을 부쉈어요', '11월 20일 오후 3시에'],
  ['pl', 'To było 20 listopada o 15:00, agenci wyważyli drzwi', '20 listopada o 15:00'],
  [
    'es',
    'El 20 de noviembre a las 3 de la tarde llegaron agentes',
    '20 de noviembre a las 3 de la tarde',
  ],
  ['bn', '২০ নভেম্বর বিকাল ৩টায় এজেন্টরা দরজা ভেঙেছে', '২০ নভেম্বর বিকাল ৩টায়'],
])('finds a date in an account in %s', (language, words, quote) => {
  const found = findTimes({ words, tokens: readTokens(words) }, reading(language))
  expect(found.map((one) => one.quote)).toEqual([quote])
  expect(found.map(({ value }) => 'moment' in value && show(value.moment))).toEqual([
    '2026-11-20T21:00 within_15_min',
  ])
})
