import { describe, expect, it } from 'vitest'
import { extractAll } from '../../../src/conversation/extract/extract.ts'
import { vocabularyOf } from '../../../src/conversation/script.ts'
import { scriptFor } from '../../../src/i18n/script.ts'
import { line } from '../line.ts'

const script = scriptFor(line)
/** A Tuesday, 9:30 in the morning in Chicago. */
const at = Date.parse('2026-11-24T15:30:00Z')

/** Each finding on a line: the question, its value, and the words it rests on. */
function found(words: string, language = 'en'): string[] {
  const vocabulary = vocabularyOf(script, language)
  const all = extractAll(words, { at, time_zone: line.time_zone, language, vocabulary })
  return all.map(({ question, value, span, quote }) => {
    expect(words.slice(span.start, span.end)).toBe(quote)
    return `${question} ${show(value)}: ${quote}`
  })
}

function show(value: ReturnType<typeof extractAll>[number]['value']): string {
  if ('codes' in value) return value.codes.join(' ')
  if ('place' in value) return `${value.place.latitude},${value.place.longitude}`
  if ('words' in value) return 'words'
  const { at: moment = 0, precision } = value.moment
  return `${new Date(moment).toISOString().slice(0, 16)} ${precision}`
}

/** Only the findings of one question. */
function of(question: string, words: string, language = 'en'): string[] {
  return found(words, language)
    .filter((row) => row.startsWith(`${question} `))
    .map((row) => row.slice(question.length + 1))
}

describe('a full first message', () => {
  it('tells when, where, who, what was seen and what was done', () => {
    expect(
      found("two ICE agents in masks broke my neighbor's door at 5th and Main this morning"),
    ).toEqual([
      'start 2026-11-24T12:00 part_of_day: this morning',
      'place words: 5th and Main',
      'agency ICE_unspec: ICE agents',
      'identification face_covered: masks',
      "acts entry: broke my neighbor's door",
      "acts property: broke my neighbor's door",
    ])
  })

  it('tells the same in Spanish', () => {
    expect(
      found(
        'dos agentes de la migra enmascarados rompieron la puerta de mi vecino en la esquina de Quinta y Lake esta mañana',
        'es',
      ),
    ).toEqual([
      'start 2026-11-24T12:00 part_of_day: esta mañana',
      'place words: Quinta y Lake',
      'agency ICE_unspec: la migra',
      'identification face_covered: enmascarados',
      'acts entry: rompieron la puerta',
      'acts property: rompieron la puerta',
    ])
  })
})

describe('times', () => {
  it.each([
    [
      'they came around 9 this morning with dogs',
      '2026-11-24T15:00 within_hour: around 9 this morning',
    ],
    ['last night four men came to the house', '2026-11-24T02:00 part_of_day: last night'],
    ['yesterday at 3 pm they stopped my bus', '2026-11-23T21:00 within_15_min: yesterday at 3 pm'],
    ['it was on Monday at 4 pm', '2026-11-23T22:00 within_15_min: Monday at 4 pm'],
    ['the day before yesterday', '2026-11-22T06:00 date_only: the day before yesterday'],
    ['20 minutes ago they took him', '2026-11-24T15:10 within_15_min: 20 minutes ago'],
    ['Last night 8 men came to our house', '2026-11-24T02:00 part_of_day: Last night'],
    ['yesterday at 3pm they stopped us', '2026-11-23T21:00 within_15_min: yesterday at 3pm'],
    ['it was 9:30pm last night when', '2026-11-24T03:30 within_15_min: 9:30pm last night'],
    ['There were 5 this morning', '2026-11-24T12:00 part_of_day: this morning'],
    ['last night at 9 they came', '2026-11-24T03:00 within_15_min: last night at 9'],
    ['between 3 and 4 pm yesterday they came', '2026-11-23T06:00 date_only: 3 and 4 pm yesterday'],
    ['3 days ago at my work', '2026-11-21T06:00 date_only: 3 days ago'],
    ['on November 3rd they came', '2026-11-03T06:00 date_only: November 3rd'],
    ['it was Dec 30 when it began', '2025-12-30T06:00 date_only: Dec 30'],
    ['on 11/20/2026 at 5:30 pm', '2026-11-20T23:30 within_15_min: 11/20/2026 at 5:30 pm'],
  ])('%s', (words, expected) => {
    expect(of('start', words)).toEqual([expected])
  })

  it.each([
    [
      'ayer como a las 5 de la tarde',
      '2026-11-23T23:00 within_hour: ayer como a las 5 de la tarde',
    ],
    ['anoche 8 hombres llegaron', '2026-11-24T02:00 part_of_day: anoche'],
    ['fue anoche en mi casa', '2026-11-24T02:00 part_of_day: anoche'],
    ['el lunes llegaron', '2026-11-23T06:00 date_only: lunes'],
    ['el 3 de noviembre llegaron', '2026-11-03T06:00 date_only: 3 de noviembre'],
  ])('%s', (words, expected) => {
    expect(of('start', words, 'es')).toEqual([expected])
  })

  it.each([
    'they said they come back tomorrow at 3 pm',
    'there were 5 of them and 3 cars',
    'in the morning he goes to work',
    'he may go',
    'it took 20 minutes',
    'they will come on December 24 2026',
  ])('offers none for: %s', (words) => {
    expect(of('start', words)).toEqual([])
  })
})

describe('places', () => {
  it.each([
    ['at 5th and main', '5th and main'],
    ['near Lake St & Cicero Ave today', 'Lake St & Cicero Ave'],
    ['on the corner of Oak and Pine', 'Oak and Pine'],
    ['at 1200 West Lake Street by the store', '1200 West Lake Street'],
    ['stopped us on Highway 61 near mile 12', 'Highway 61 near mile 12'],
    ['they waited outside Lincoln Elementary School', 'Lincoln Elementary School'],
    ['I was at the Home Depot when they came', 'Home Depot'],
  ])('%s', (words, expected) => {
    expect(of('place', words)).toEqual([`words: ${expected}`])
  })

  it('reads degrees', () => {
    expect(of('place', 'here: 41.8819, -87.6278')).toEqual(['41.8819,-87.6278: 41.8819, -87.6278'])
  })

  it.each([
    ['en la calle 26 hoy', 'calle 26'],
    ['en Avenida Central cerca de la tienda', 'Avenida Central'],
    ['en la esquina de calle Lake y avenida Quinta', 'calle Lake y avenida Quinta'],
    ['a las 9 en la calle Lake', 'calle Lake'],
  ])('%s', (words, expected) => {
    expect(of('place', words, 'es')).toEqual([`words: ${expected}`])
  })

  it.each([
    'they yelled at Maria and Jose',
    'for Maria and jose',
    'they said first and then left',
    'he looked at ICE agents',
    'it began at 5 and ended at 6',
    'AT THE STORE ON THE CORNER',
    'at my house',
    'at Monday school',
  ])('offers none for: %s', (words) => {
    expect(of('place', words)).toEqual([])
  })
})

describe('agencies', () => {
  it.each([
    ['la migra took him', ['ICE_unspec: la migra']],
    ['Border Patrol and the FBI', ['CBP_Border_Patrol: Border Patrol', 'FBI: FBI']],
    ['two men said HSI', ['ICE_HSI: HSI']],
    ['he slipped on the ice', []],
    ['I called the police', []],
    ['the national guard stood by', ['military_or_Guard: national guard']],
  ])('%s', (words, expected) => {
    expect(of('agency', words)).toEqual(expected)
  })
})

describe('what was seen', () => {
  it.each([
    ['all had ski masks', ['face_covered: ski masks']],
    ['they had no masks on', []],
    ['a white van with plate 7XYZ123', ['plate_seen: plate 7XYZ123']],
    ['license plate number is ABC 1234', ['plate_seen: license plate number is ABC 1234']],
    ['the plate was covered', []],
    ['his badge number was 4471', ['badge_shown: badge number was 4471']],
    ['he ate a plate of 2 tacos', []],
  ])('%s', (words, expected) => {
    expect(of('identification', words)).toEqual(expected)
  })
})

describe('what was done', () => {
  it.each([
    ['they pushed my uncle down', ['force: pushed my uncle down']],
    ['they took him away in a van', ['liberty: took him away']],
    ['they did not push or hit him', []],
    ['he pushed the officer', []],
    [
      'they broke down the front door',
      ['entry: broke down the front door', 'property: broke down the front door'],
    ],
  ])('%s', (words, expected) => {
    expect(of('acts', words)).toEqual(expected)
  })

  it('names the kind of force only where the word does', () => {
    expect(of('force', 'they tased him, then two of them tackled her')).toEqual([
      'takedown: tackled her',
      'electric_weapon: tased him',
    ])
  })
})

it('finds nothing in words of none of these kinds, however long', () => {
  expect(found('hello, can I tell you something')).toEqual([])
  expect(found('a '.repeat(100_000))).toEqual([])
})
