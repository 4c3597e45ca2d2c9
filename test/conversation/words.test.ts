import { expect, it } from 'vitest'
import { normalise, plainDigits, shortForm } from '../../src/conversation/words.ts'

it.each([
  ['“DELETE”!', 'delete'],
  ["  'Atrás'. ", 'atras'],
  ['ＳＫＩＰ', 'skip'],
  ['Ёлка', 'елка'],
  ['POMIŃ', 'pomin'],
  ['Łódź', 'lodz'],
  ['Đổi', 'doi'],
  ['\u200fحذف\u200f', 'حذف'],
  ['حَذْف', 'حذف'],
  ['زبان\u200cها', 'زبانها'],
  ['کیا', 'كيا'],
  ['মুছুন।', 'মুছুন'],
  ['হ্যাঁ', 'হ্যা'],
  ['지우기', '지우기'],
  ['跳过。', '跳过'],
])('%s is compared as %s', (text, form) => {
  expect(shortForm(text)).toBe(form)
})

it('reads the digits of every script', () => {
  const zeros = ['٠', '۰', '०', '০', '੦', '௦', '๐', '០', '၀', '０']
  for (const zero of zeros) {
    const code = zero.charCodeAt(0)
    const digits = Array.from({ length: 10 }, (_, n) => String.fromCharCode(code + n)).join('')
    expect(plainDigits(`${digits}!`)).toBe('0123456789!')
    expect(normalise(digits)).toBe('0123456789')
  }
})
