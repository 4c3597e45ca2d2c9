import { describe, expect, it } from 'vitest'
import { extractAll } from '../../../src/conversation/extract/extract.ts'
import { readTokens } from '../../../src/conversation/extract/tokens.ts'
import { findMasked, hide } from '../../../src/conversation/mask.ts'
import { findDangers } from '../../../src/conversation/safety.ts'
import { readChoices } from '../../../src/conversation/read-choices.ts'
import { readTime } from '../../../src/conversation/read-time.ts'
import { findQuestion, vocabularyOf } from '../../../src/conversation/script.ts'
import { scriptFor } from '../../../src/i18n/script.ts'
import { line } from '../line.ts'

const script = scriptFor(line)
/** A Tuesday, 9:30 in the morning in Chicago. */
const at = Date.parse('2026-11-24T15:30:00Z')
const time_zone = line.time_zone

function quotes(language: string, words: string): string[] {
  const vocabulary = vocabularyOf(script, language)
  return extractAll(words, { at, time_zone, language, vocabulary }).map(
    ({ question, value, quote }) =>
      `${question}${'codes' in value ? ` ${value.codes.join(' ')}` : ''}: ${quote}`,
  )
}

describe('what an account in Chinese or Korean says', () => {
  it.each([
    [
      'zh-Hans',
      '今天早上8点左右三个蒙面的ICE探员砸开了我邻居家的门',
      [
        'start: 今天早上8点左右',
        'agency ICE_unspec: ICE探员',
        'identification face_covered: 蒙面',
        'acts entry: 砸开了我邻居家的门',
        'acts property: 砸开了我邻居家的门',
      ],
    ],
    ['zh-Hans', '车牌是7XYZ123的白车', ['identification plate_seen: 车牌是7XYZ123']],
    ['zh-Hans', '他推倒了一名警察', []],
    ['zh-Hans', '他们没有打他', []],
    [
      'zh-Hant',
      '琴日下晝三點幾佢哋戴住口罩，打爛咗我屋企道門',
      [
        'start: 琴日下晝三點幾',
        'identification face_covered: 戴住口罩',
        'acts entry: 打爛咗我屋企道門',
        'acts property: 打爛咗我屋企道門',
      ],
    ],
    [
      'ko',
      '어제 저녁 7시쯤 복면 쓴 이민국 요원들이 우리 남편을 때렸어요',
      [
        'start: 어제 저녁 7시쯤',
        'agency ICE_unspec: 이민국 요원들이',
        'identification face_covered: 복면',
        'acts force: 우리 남편을 때렸어요',
        'force strike: 우리 남편을 때렸어요',
      ],
    ],
    ['ko', '번호판은 7XYZ123이었어요', ['identification plate_seen: 번호판은 7XYZ123']],
    ['ko', '그 사람이 경찰을 밀쳤어요', []],
    ['ko', '때리지는 않았어요', []],
  ])('%s: %s', (language, words, expected) => {
    expect(quotes(language, words)).toEqual(expected)
  })
})

describe('times in Chinese and Korean', () => {
  it.each([
    ['zh-Hans', '昨天下午三点半左右', '2026-11-23T21:30 within_hour'],
    ['zh-Hans', '今天凌晨5点', '2026-11-24T11:00 within_15_min'],
    ['zh-Hans', '两个小时前', '2026-11-24T13:30 within_hour'],
    ['zh-Hans', '昨晚', '2026-11-24T02:00 part_of_day'],
    ['zh-Hans', '大前天', 'none unknown'],
    ['zh-Hans', '上星期三下午', 'none unknown'],
    ['zh-Hans', '今天前门有3个人', 'none unknown'],
    ['zh-Hant', '尋晚十一點', '2026-11-24T05:00 within_15_min'],
    ['zh-Hant', '3日前', '2026-11-21T06:00 date_only'],
    ['zh-Hant', '半夜兩點', 'none unknown'],
    ['ko', '오늘 새벽 5시에', '2026-11-24T11:00 within_15_min'],
    ['ko', '월요일 오전 10시쯤', '2026-11-23T16:00 within_hour'],
    ['ko', '두 시간 전에', '2026-11-24T13:30 within_hour'],
    ['ko', '지난주 금요일', 'none unknown'],
  ])('%s: %s', (language, words, expected) => {
    const { time } = vocabularyOf(script, language)
    const { at: read, precision } = readTime(words, { at, time_zone, words: time })
    const shown = read === undefined ? 'none' : new Date(read).toISOString().slice(0, 16)
    expect(`${shown} ${precision}`).toBe(expected)
  })
})

describe('picks in Chinese and Korean', () => {
  it.each([
    ['zh-Hans', '1和3', 'force entry'],
    ['zh-Hans', '第1、第3', 'force entry'],
    ['zh-Hans', '打人和抓人', 'force liberty'],
    ['zh-Hant', '1同埋3', 'force entry'],
    ['ko', '1번과 3번', 'force entry'],
    ['ko', '폭행, 체포', 'force liberty'],
  ])('%s: %s', (language, words, expected) => {
    const picks = readChoices(findQuestion(script, 'acts')!, words, vocabularyOf(script, language))
    expect(picks).toMatchObject({ codes: expected.split(' ') })
  })
})

describe('grave and private words in Chinese and Korean', () => {
  it.each([
    ['他们用枪指着我五岁的女儿', 'child'],
    ['我個仔俾人推跌', 'child'],
    ['우리 아이를 바닥에 던졌어요', 'child'],
    ['他头上都是血，晕过去了', 'head'],
    ['의식을 잃었어요', 'head'],
    ['佢死咗', 'death'],
    ['我不想活了', 'self_harm'],
    ['죽고 싶어요', 'self_harm'],
    ['累死了', ''],
    ['没有人死', ''],
    ['무서워 죽겠어요', ''],
    ['아무도 안 죽었어요', ''],
    ['孩子在学校', ''],
  ])('%s', (words, expected) => {
    expect(findDangers(script, readTokens(words)).join(' ')).toBe(expected)
  })

  it.each([
    ['他是无证的，A号是 200123456', '他是***的，A号是 ***'],
    ['我邻居住在洛杉矶第五街123号', '我邻居住在***'],
    ['佢冇身份', '佢***'],
    ['소셜번호는 123456789', '소셜번호는 ***'],
    ['주소는 845 Stockton Street', '주소는 ***'],
  ])('%s', (words, expected) => {
    expect(hide(words, findMasked(script, words, readTokens(words)))).toBe(expected)
  })
})
