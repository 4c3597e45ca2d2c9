/** Longer texts are told stories, never a command or a pick from a list. */
const longestPick = 120

const plain = /^[\x20-\x7e\n]*$/u
/**
 * Accents, and the vowel points that readers of Arabic and Hebrew do without. The vowel signs of other
 * scripts are letters: of Bengali's marks only the dot and the moon are left out as often as written.
 */
const marks = /[\p{M}&&[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\u0981\u09bc]]+/gv
/** Marks of direction and joining, which no reader sees. */
const unseen = /\p{Cf}+/gu
const between = /[^\p{L}\p{N}\p{M}]+/gu
const gaps = /\s+/u
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}]/gu

/**
 * Letters that people type for one another and that no normal form brings together: those of keyboards
 * for Arabic, Persian and Urdu, and those whose stroke is no accent.
 */
const alike: Record<string, string> = {
  ...{ ی: 'ي', ى: 'ي', ے: 'ي', ک: 'ك', ہ: 'ه', ھ: 'ه', ة: 'ه', ۃ: 'ه', ە: 'ه', ـ: '' },
  ...{ ł: 'l', đ: 'd', ø: 'o', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' },
}
const interchanged = new RegExp(`[${Object.keys(alike).join('')}]`, 'gu')

/** The digit zero of every script whose digits NFKD leaves as they are. Source: Unicode, category Nd. */
const zeros = [
  ...[0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6],
  ...[0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0],
  ...[0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0],
  ...[0xaa50, 0xabf0, 0xff10],
]
const foreignDigit = /(?![0-9])[\p{Nd}--[\u{10000}-\u{10ffff}]]/gv

/** Digits of any script as 0 to 9. No offset moves. */
export function plainDigits(text: string): string {
  if (plain.test(text)) return text
  return text.replace(foreignDigit, (digit) => {
    const code = digit.charCodeAt(0)
    const zero = zeros.find((one) => code >= one && code < one + 10)
    return zero === undefined ? digit : String(code - zero)
  })
}

/**
 * Lower case, without accents and punctuation, digits as 0 to 9, one space between words: the form
 * words are compared in.
 */
export function normalise(text: string): string {
  if (plain.test(text)) return text.toLowerCase().replace(between, ' ').trim()
  return plainDigits(text)
    .normalize('NFKD')
    .replace(marks, '')
    .replace(unseen, '')
    .toLowerCase()
    .replace(interchanged, (letter) => alike[letter] ?? letter)
    .replace(between, ' ')
    .trim()
    .normalize('NFC')
}

/** The normalised text if it is short enough to be a command or a pick, else the empty string. */
export function shortForm(text: string): string {
  return text.length > longestPick ? '' : normalise(text)
}

/** How many words a text holds; in scripts without spaces two signs count as a word. */
export function countWords(text: string): number {
  const spaced = text.trim().split(gaps).filter(Boolean).length
  const signs = text.match(unspaced)?.length ?? 0
  return signs > 0 ? Math.max(spaced, Math.floor(signs / 2)) : spaced
}
