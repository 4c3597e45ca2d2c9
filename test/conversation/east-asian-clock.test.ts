import { describe, expect, it } from 'vitest'
import { plainClock } from '../../src/conversation/east-asian-clock.ts'

/** Spaces mean nothing to who reads it on. */
function plain(text: string): string {
  return plainClock(text).replace(/\s+/gu, ' ').trim()
}

describe('clock times in Chinese', () => {
  it.each([
    ['今天下午3点', '今天 3:00 pm'],
    ['昨天早上八點半左右', '昨天 8:30 am 左右'],
    ['凌晨五点二十分', '5:20 am'],
    ['下晝三點三刻', '3:45 pm'],
    ['中午12点半', '12:30 pm'],
    ['中午十一點', '11:00 am'],
    ['昨晚11点', '昨晚 11:00'],
    ['下午两点钟', '2:00 pm'],
    ['下午3点20个人', '3:00 pm 20个人'],
    ['两个小时前', '2个小时前'],
    ['三天前', '3天前'],
  ])('%s', (said, read) => expect(plain(said)).toBe(read))
})

describe('clock times in Korean', () => {
  it.each([
    ['오늘 오후 3시쯤', '오늘 3:00 pm 쯤'],
    ['새벽 다섯 시 반에', '5:30 am 에'],
    ['어제 저녁 7시 20분', '어제 7:20 pm'],
    ['열두시에', '12:00 에'],
    ['낮 12시', '12:00 pm'],
    ['두 시간 전', '2 시간 전'],
  ])('%s', (said, read) => expect(plain(said)).toBe(read))
})

it.each([
  '早一点',
  '3小时',
  '一点都不怕',
  '세 시민이',
  '잠시 후',
  '몇 시',
  'today at 3 pm',
  '三个人',
])('leaves %s as it is', (said) => expect(plainClock(said)).toBe(said))
