/** Rows of Chinese characters in a two-byte encoding: the lead bytes, and the ranges of second bytes. */
interface Rows {
  encoding: string
  lead: readonly [number, number]
  second: readonly (readonly [number, number])[]
}

/** GB 2312, all of it: the characters of simplified writing. */
const gb2312: Rows = { encoding: 'gbk', lead: [0xb0, 0xf7], second: [[0xa1, 0xfe]] }
/** Big5's first level: the characters that traditional writing uses every day. */
const big5: Rows = {
  encoding: 'big5',
  lead: [0xa4, 0xc6],
  second: [
    [0x40, 0x7e],
    [0xa1, 0xfe],
  ],
}

let signs: { simplified: ReadonlySet<string>; traditional: ReadonlySet<string> } | undefined

/**
 * How simplified a Chinese text is written: the characters that only simplified writing has, less those
 * that it lacks. Below zero: traditional. Zero: both write it so.
 */
export function simplicity(text: string): number {
  signs ??= { simplified: readRows(gb2312), traditional: readRows(big5) }
  let balance = 0
  for (const [sign] of text.matchAll(/\p{Script=Han}/gu)) {
    if (!signs.simplified.has(sign)) balance--
    else if (!signs.traditional.has(sign)) balance++
  }
  return balance
}

/** The runtime knows both encodings, so no list of ours is needed. */
function readRows({ encoding, lead, second }: Rows): ReadonlySet<string> {
  const bytes: number[] = []
  for (let high = lead[0]; high <= lead[1]; high++) {
    for (const [from, to] of second) {
      for (let low = from; low <= to; low++) bytes.push(high, low)
    }
  }
  return new Set(new TextDecoder(encoding).decode(new Uint8Array(bytes)))
}
