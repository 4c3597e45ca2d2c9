import { describe, expect, it } from 'vitest'
import { readTime } from '../../src/conversation/read-time.ts'
import { vocabularyOf } from '../../src/conversation/script.ts'
import { scriptFor } from '../../src/i18n/script.ts'
import { line } from './line.ts'

const script = scriptFor(line)
/** A Tuesday, 9:30 in the morning in Chicago. */
const morning = Date.parse('2026-11-24T15:30:00Z')

function read(text: string, language = 'en', at = morning) {
  const words = vocabularyOf(script, language).time
  const moment = readTime(text, { at, time_zone: line.time_zone, words })
  const shown = moment.at === undefined ? 'none' : new Date(moment.at).toISOString().slice(0, 16)
  return `${shown} ${moment.precision}`
}

describe('times that words name plainly', () => {
  it.each([
    ['today at 3 am', '2026-11-24T09:00 within_15_min'],
    ['around 9 this morning', '2026-11-24T15:00 within_hour'],
    ['7:15', 'none unknown'],
    ['7:15am', '2026-11-24T13:15 within_15_min'],
    ['yesterday 15:40', '2026-11-23T21:40 within_15_min'],
    ['yesterday at 3 p.m.', '2026-11-23T21:00 within_15_min'],
    ['noon yesterday', '2026-11-23T18:00 within_15_min'],
    ['last night at 11', '2026-11-24T05:00 within_15_min'],
    ['last night', '2026-11-24T02:00 part_of_day'],
    ['last night at 2', '2026-11-24T02:00 part_of_day'],
    ['yesterday', '2026-11-23T06:00 date_only'],
    ['today, 5 cars at 8 am', '2026-11-24T06:00 date_only'],
    ['monday at 3 pm', '2026-11-23T21:00 within_15_min'],
    ['3 days ago', '2026-11-21T06:00 date_only'],
    ['the day before yesterday', '2026-11-22T06:00 date_only'],
    ['20 minutes ago', '2026-11-24T15:10 within_15_min'],
    ['2 hours ago', '2026-11-24T13:30 within_hour'],
    ['just now', '2026-11-24T15:30 within_15_min'],
    ['yesterday after 3 pm', '2026-11-23T21:00 range'],
    ['before noon yesterday', '2026-11-23T18:00 range'],
    ['yesterday, after 9 in the evening', '2026-11-24T03:00 range'],
    ['yesterday at 3 pm after the game', '2026-11-23T21:00 within_15_min'],
    ['yesterday at half past 3 pm', '2026-11-23T21:00 within_hour'],
    ['the day before yesterday at 3 pm', '2026-11-22T21:00 within_15_min'],
    ['yesterday between 2 and 4 pm', '2026-11-23T06:00 date_only'],
    ['today at 5 pm', 'none unknown'],
    ['this afternoon', 'none unknown'],
    ['today at 9:40 am', '2026-11-24T15:40 within_15_min'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['hoy a las 8 de la mañana', '2026-11-24T14:00 within_15_min'],
    ['ayer como a las 5 de la tarde', '2026-11-23T23:00 within_hour'],
    ['hace 15 minutos', '2026-11-24T15:15 within_15_min'],
    ['anoche', '2026-11-24T02:00 part_of_day'],
  ])('%s', (text, expected) => {
    expect(read(text, 'es')).toBe(expected)
  })

  it.each([
    ['fr', 'hier à 15h30', '2026-11-23T21:30 within_15_min'],
    ['es', 'ayer después de las 3 de la tarde', '2026-11-23T21:00 range'],
    ['es', 'antes del mediodía ayer', '2026-11-23T18:00 range'],
    ['es', 'antes de ayer a las 3 de la tarde', '2026-11-22T21:00 within_15_min'],
    ['fr', 'hier après 15h', '2026-11-23T21:00 range'],
    ['fr', 'avant-hier à 15h', '2026-11-22T21:00 within_15_min'],
    ['fr', "hier, 3 h de l'après-midi", '2026-11-23T21:00 within_15_min'],
    ['pt-BR', 'ontem depois das 15h', '2026-11-23T21:00 range'],
    ['ht', 'yè apremidi apre 3è', '2026-11-23T21:00 range'],
    ['vi', 'hôm qua sau 3 giờ chiều', '2026-11-23T21:00 range'],
    ['zh-Hans', '昨天下午3点以后', '2026-11-23T21:00 range'],
    ['zh-Hant', '昨天下午三點之前', '2026-11-23T21:00 range'],
    ['ar', 'أمس بعد الساعة 3 العصر', '2026-11-23T21:00 range'],
    ['ar', 'أمس الساعة 3 بعد الظهر', '2026-11-23T21:00 within_15_min'],
    ['ru', 'вчера после 15:00', '2026-11-23T21:00 range'],
    ['ru', 'вчера в 3 часа дня', '2026-11-23T21:00 within_15_min'],
    ['ko', '어제 오후 3시 이후에', '2026-11-23T21:00 range'],
    ['pl', 'wczoraj po 15:00', '2026-11-23T21:00 range'],
    ['pl', 'wczoraj o 3 po południu', '2026-11-23T21:00 within_15_min'],
    ['bn', 'গতকাল বিকাল ৩টার পর', '2026-11-23T21:00 range'],
    ['so', 'shalay galabnimo ka dib 3', '2026-11-23T21:00 range'],
    ['ur', 'کل شام 7 بجے کے بعد', '2026-11-24T01:00 range'],
    ['fr', 'hier vers midi', '2026-11-23T18:00 within_hour'],
    ['fr', 'il y a 2 heures', '2026-11-24T13:30 within_hour'],
    ['pt-BR', 'ontem às 15h', '2026-11-23T21:00 within_15_min'],
    ['pt-BR', 'ontem às 9 da noite', '2026-11-24T03:00 within_15_min'],
    ['pt-BR', 'faz 20 minutos', '2026-11-24T15:10 within_15_min'],
    ['vi', 'hôm qua 3 giờ chiều', '2026-11-23T21:00 within_15_min'],
    ['vi', 'toi qua khoang 9 gio', '2026-11-24T03:00 within_hour'],
    ['vi', '9h sáng nay', '2026-11-24T15:00 within_15_min'],
    ['vi', '2 tiếng trước', '2026-11-24T13:30 within_hour'],
    ['vi', 'chiều thứ 2', 'none unknown'],
    ['ht', 'yè swa vè 9è', '2026-11-24T03:00 within_hour'],
    ['ht', 'jodi a 8 am', '2026-11-24T14:00 within_15_min'],
    ['ht', 'kote li ye', 'none unknown'],
  ])('%s: %s', (language, text, expected) => {
    expect(read(text, language)).toBe(expected)
  })
})

describe('an hour that only the 24 hour clock has', () => {
  it.each([
    ['en', 'yesterday at 14', '2026-11-23T20:00 within_15_min'],
    ['en', 'at 14 yesterday', '2026-11-23T20:00 within_15_min'],
    ['en', 'yesterday at 14 houses', '2026-11-23T06:00 date_only'],
    ['en', 'yesterday about 14 agents', '2026-11-23T06:00 date_only'],
    ['es', 'ayer a las 14', '2026-11-23T20:00 within_15_min'],
    ['es', 'ayer a las 14 horas', '2026-11-23T20:00 within_15_min'],
    ['es', 'ayer, a las 14 personas', '2026-11-23T06:00 date_only'],
    ['zh-Hans', '昨天14点', '2026-11-23T20:00 within_15_min'],
    ['zh-Hant', '昨天14點', '2026-11-23T20:00 within_15_min'],
    ['ar', 'أمس الساعة 14', '2026-11-23T20:00 within_15_min'],
    ['vi', 'hôm qua lúc 14 giờ', '2026-11-23T20:00 within_15_min'],
    ['vi', 'hôm qua có 14 người', '2026-11-23T06:00 date_only'],
    ['ru', 'вчера в 14', '2026-11-23T20:00 within_15_min'],
    ['ru', 'вчера в 14 часов', '2026-11-23T20:00 within_15_min'],
    ['ru', 'вчера в 14 домах', '2026-11-23T06:00 date_only'],
    ['ko', '어제 14시', '2026-11-23T20:00 within_15_min'],
    ['pt-BR', 'ontem às 14', '2026-11-23T20:00 within_15_min'],
    ['pt-BR', 'ontem às 14 horas', '2026-11-23T20:00 within_15_min'],
    ['fr', 'hier à 14h', '2026-11-23T20:00 within_15_min'],
    ['fr', 'hier à 14 heures', '2026-11-23T20:00 within_15_min'],
    ['ur', 'کل 14 بجے', '2026-11-23T20:00 within_15_min'],
    ['ur', 'گزشتہ کل 14 بجے', '2026-11-23T20:00 within_15_min'],
    ['pl', 'wczoraj o 14', '2026-11-23T20:00 within_15_min'],
    ['pl', 'wczoraj o godzinie 14', '2026-11-23T20:00 within_15_min'],
    ['pl', 'wczoraj o 14 agentach', '2026-11-23T06:00 date_only'],
    ['so', 'shalay saacadda 14', '2026-11-23T20:00 within_15_min'],
    ['en', 'yesterday at 9', '2026-11-23T06:00 date_only'],
    ['en', 'at 14', 'none unknown'],
  ])('%s: %s', (language, text, expected) => {
    expect(read(text, language)).toBe(expected)
  })
})

describe('a number that counts something else than hours', () => {
  it.each([
    ['en', '2 agents came yesterday morning', '2026-11-23T12:00 part_of_day'],
    ['en', 'yesterday afternoon, 3 cars at the corner', '2026-11-23T18:00 part_of_day'],
    ['en', 'last night 11 men broke in', '2026-11-24T02:00 part_of_day'],
    ['en', 'about 2 agents this morning', '2026-11-24T12:00 part_of_day'],
    ['en', 'yesterday morning. Apt 4', '2026-11-23T12:00 part_of_day'],
    ['en', 'yesterday evening on 5th street', '2026-11-23T23:00 part_of_day'],
    ['es', 'esta mañana, 4 agentes', '2026-11-24T12:00 part_of_day'],
    ['es', 'ayer en la tarde golpearon a las 3 mujeres', '2026-11-23T18:00 part_of_day'],
    ['fr', 'hier soir 4 hommes masqués', '2026-11-23T23:00 part_of_day'],
    ['ru', 'вчера вечером 5 человек', '2026-11-23T23:00 part_of_day'],
    ['ar', 'امبارح الصبح 4 رجال', '2026-11-23T12:00 part_of_day'],
    ['vi', 'tối qua có 8 người', '2026-11-23T23:00 part_of_day'],
    ['ko', '어제 오후 8명', '2026-11-23T18:00 part_of_day'],
    ['zh-Hans', '昨天下午3个人', '2026-11-23T18:00 part_of_day'],
    ['pl', 'wczoraj wieczorem w 5 samochodach', '2026-11-23T23:00 part_of_day'],
    ['es', 'ayer como a las 3 a mí me agarraron', '2026-11-23T06:00 date_only'],
  ])('%s: %s', (language, text, expected) => {
    expect(read(text, language)).toBe(expected)
  })

  it.each([
    ['en', 'last night 9', '2026-11-24T03:00 within_15_min'],
    ['en', "yesterday 9 o'clock in the morning", '2026-11-23T15:00 within_15_min'],
    ['en', 'yesterday at 3 in the afternoon', '2026-11-23T21:00 within_15_min'],
    ['es', 'a las 3 de la tarde de ayer', '2026-11-23T21:00 within_15_min'],
    ['fr', 'hier vers les 9 heures du soir', '2026-11-24T03:00 within_hour'],
    ['ru', 'вчера часов в 9 вечера', '2026-11-24T03:00 within_15_min'],
    ['ur', 'کل رات کے 9 بجے', '2026-11-24T03:00 within_15_min'],
    ['bn', 'গতকাল রাত 9 টায়', '2026-11-24T03:00 within_15_min'],
    ['ht', 'jodi a 8 è nan maten', '2026-11-24T14:00 within_15_min'],
  ])('is not one that stands as an hour: %s: %s', (language, text, expected) => {
    expect(read(text, language)).toBe(expected)
  })
})

it.each([
  ['en', 'half past 3 pm yesterday', '2026-11-23T21:00 within_hour'],
  ['es', 'ayer a las 3 y media de la tarde', '2026-11-23T21:00 within_hour'],
  ['fr', "hier à 3 heures et demie de l'après-midi", '2026-11-23T21:00 within_hour'],
  ['pt-BR', 'ontem às 3 e meia da tarde', '2026-11-23T21:00 within_hour'],
  ['ar', 'امبارح الساعة 3 ونص العصر', '2026-11-23T21:00 within_hour'],
  ['ur', 'کل شام ساڑھے 5 بجے', '2026-11-23T23:00 within_hour'],
  ['bn', 'গতকাল বিকাল সাড়ে ৩টায়', '2026-11-23T21:00 within_hour'],
  ['pl', 'wczoraj o wpół do 3 po południu', '2026-11-23T21:00 within_hour'],
  ['vi', 'hôm qua 3 giờ rưỡi chiều', '2026-11-23T21:00 within_hour'],
  ['ru', 'вчера в половине 4 дня', '2026-11-23T22:00 within_hour'],
  ['so', 'shalay 3 iyo badh galabnimo', '2026-11-23T21:00 within_hour'],
])('is not surer of a half hour than the words are: %s: %s', (language, text, expected) => {
  expect(read(text, language)).toBe(expected)
})

describe('the small hours of a night', () => {
  it.each([
    ['en', 'last night at 1 am', '2026-11-24T02:00 part_of_day'],
    ['es', 'anoche a la 1 de la mañana', '2026-11-24T02:00 part_of_day'],
    ['fr', 'hier soir à 1h du matin', '2026-11-23T23:00 part_of_day'],
    ['pt-BR', 'ontem à noite, às 2 da manhã', '2026-11-24T02:00 part_of_day'],
    ['vi', 'đêm qua lúc 2 giờ sáng', '2026-11-24T02:00 part_of_day'],
    ['zh-Hans', '昨晚凌晨2点', '2026-11-24T02:00 part_of_day'],
    ['en', 'yesterday at 2 am', '2026-11-23T08:00 within_15_min'],
    ['en', 'tonight at 2 am', '2026-11-24T08:00 within_15_min'],
  ])('are not those of the day before: %s: %s', (language, text, expected) => {
    expect(read(text, language)).toBe(expected)
  })
})

it.each([
  ['ar', 'أمس الساعة 11 الظهر', '2026-11-23T18:00 part_of_day'],
  ['ar', 'أمس الساعة 12 الظهر', '2026-11-23T18:00 within_15_min'],
  ['ar', 'أمس الساعة 12 المسا', '2026-11-23T23:00 part_of_day'],
  ['en', 'yesterday evening at 12', '2026-11-23T23:00 part_of_day'],
])('turns no hour around noon or midnight the wrong way: %s: %s', (language, text, expected) => {
  expect(read(text, language)).toBe(expected)
})

describe('times that are left to people', () => {
  it.each([
    'tuesday at 3 pm',
    'March 3 at 5pm',
    'at 5',
    'between 3 and 4 pm',
    '2 weeks ago',
    'around midnight yesterday',
    'waited 15 hours',
    '99:99 am',
    'when the school bus came',
  ])('%s', (text) => {
    expect(read(text)).toBe('none unknown')
  })
})

it('keeps to the clock of the line when that is turned', () => {
  const afterTheChange = Date.parse('2026-11-01T20:00:00Z')
  expect(read('today 9 am', 'en', afterTheChange)).toBe('2026-11-01T15:00 within_15_min')
  expect(read('yesterday 9 am', 'en', afterTheChange)).toBe('2026-10-31T14:00 within_15_min')
})

it.each([
  ['yesterday', '2026-11-02T05:30:00Z', '2026-10-31T05:00 date_only'],
  ['yesterday at 3 pm', '2026-11-02T05:30:00Z', '2026-10-31T20:00 within_15_min'],
  ['saturday at 3 pm', '2026-11-03T05:30:00Z', '2026-10-31T20:00 within_15_min'],
  ['yesterday at 3 pm', '2026-03-09T05:30:00Z', '2026-03-08T20:00 within_15_min'],
  ['2 days ago', '2026-03-09T05:30:00Z', '2026-03-07T06:00 date_only'],
])('counts days on the calendar around a change of the clock: %s', (text, written, expected) => {
  expect(read(text, 'en', Date.parse(written))).toBe(expected)
})

it.each([
  ['en', '999999999 days ago'],
  ['en', '99999999999999 hours ago'],
  ['es', 'hace 99999999999 minutos'],
  ['zh-Hans', '999999999天前'],
])('makes no time of what nobody means: %s %s', (language, text) => {
  expect(read(text, language)).toBe('none unknown')
})
