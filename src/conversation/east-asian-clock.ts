/** Parts of the day that settle which half of it an hour is in, as Chinese and Korean write them. */
const parts: Record<'am' | 'noon' | 'pm', string[]> = {
  am: '凌晨 清晨 早上 早晨 上午 朝早 上晝 새벽에 새벽 아침에 아침 오전에 오전'.split(' '),
  noon: '中午 正午 낮에 낮 점심'.split(' '),
  pm: '下午 午后 午後 下晝 晏晝 傍晚 黄昏 黃昏 오후에 오후 저녁에 저녁'.split(' '),
}
const part = `(?<part>${Object.values(parts).flat().join('|')})?\\s*`

const signs = '零一二三四五六七八九'
const sign = '[零〇一二三四五六七八九十两兩]{1,3}'
/** What follows a number that counts something and is no minute. */
const counted = '(?![\\d个個名人位辆輛台多几幾])'
/** "下午3點半", "凌晨五点二十分". A bare 一点 is "a little", 时间 is "time". */
const chinese = new RegExp(
  `${part}(?<hour>\\d{1,2}|${sign})(?:[点點](?<whole>钟|鐘|整)?|[时時](?![间間候]))` +
    `(?:(?<half>半)|(?<quarter>[一三])刻|(?<minutes>\\d{1,2}|${sign})分|(?<bare>\\d{2})${counted})?`,
  'gu',
)

const hours = '한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두'.split(' ')
const word = [...hours].reverse().join('|')
/** What may be written on to a Korean clock time. */
const ending = '(?=[^\\p{Script=Hangul}]|$|에|쯤|경|정도|즈음|무렵|부터|까지|이|요|넘)'
/** "오후 3시 20분쯤", "새벽 다섯 시 반에". */
const korean = new RegExp(
  `${part}(?<![\\p{L}\\d](?=[한두세네다여일아열]))(?<hour>\\d{1,2}|${word})\\s*시` +
    `(?:\\s*(?<half>반)|\\s*(?<minutes>\\d{1,2})\\s*분)?${ending}`,
  'gu',
)

/** "两个小时前", "세 시간 전": the numbers alone are turned. */
const chineseAgo =
  /[一二三四五六七八九十两兩]{1,3}(?=[个個]?(?:小[时時]|[钟鐘]頭|钟头|鐘)[之以]?前|分[钟鐘][之以]?前|[天日][之以]?前)/gu
const koreanAgo = new RegExp(`(?<!\\p{L})(?:${word})(?=\\s*시간\\s*전)`, 'gu')

const any = /[点點时時前]|시/u

/**
 * Chinese and Korean clock times as `3:20 pm`, which every reader of times knows. All else stays as it
 * is written.
 */
export function plainClock(text: string): string {
  if (!any.test(text)) return text
  return text
    .replace(chineseAgo, (number) => String(numberOf(number)))
    .replace(koreanAgo, (number) => String(numberOf(number)))
    .replace(chinese, rewrite)
    .replace(korean, rewrite)
}

/** Where such times and numbers stand in a text: UTF-16 offsets, the end not included. */
export function findClocks(text: string): { start: number; end: number }[] {
  if (!any.test(text)) return []
  return [chinese, korean, chineseAgo, koreanAgo]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(({ 0: written, index }) => ({ start: index, end: index + written.length }))
}

function rewrite(...match: (string | number | Record<string, string | undefined>)[]): string {
  const [written = '', groups] = [match[0], match.at(-1)]
  if (typeof groups !== 'object' || typeof written !== 'string') return String(written)
  const { hour: said = '', half, quarter, minutes, bare, whole } = groups
  const more = half ?? quarter ?? minutes ?? bare
  if (said === '一' && !groups['part'] && !more && !whole) return written
  const hour = numberOf(said)
  const after = half ? 30 : quarter ? numberOf(quarter) * 15 : numberOf(minutes ?? bare ?? '0')
  return ` ${hour}:${String(after).padStart(2, '0')} ${markOf(groups['part'], hour)} `
}

/** Noon lies between: eleven at noon is before it, one at noon after it. */
function markOf(said: string | undefined, hour: number): string {
  if (said === undefined) return ''
  if (parts.noon.includes(said)) return hour === 11 ? 'am' : 'pm'
  return parts.am.includes(said) ? 'am' : 'pm'
}

/** 0 to 99, in digits, Chinese signs, or the words of Korean hours. */
function numberOf(said: string): number {
  if (/^\d/u.test(said)) return Number(said)
  if (hours.includes(said)) return hours.indexOf(said) + 1
  const [tens = '', ones] = said
    .replace(/[两兩]/gu, '二')
    .replace(/〇/gu, '零')
    .split('十')
  if (ones === undefined) return Number([...tens].map((one) => signs.indexOf(one)).join(''))
  return (tens ? signs.indexOf(tens) : 1) * 10 + (ones ? signs.indexOf(ones) : 0)
}
