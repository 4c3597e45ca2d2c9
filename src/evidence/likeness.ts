/** Up to so many of 128 bits may differ between pictures that look the same. Others differ in about 64. */
export const alike = 20

/** In how many bits two likenesses, in hex, differ. */
export function distance(one: string, other: string): number {
  let bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`)
  let count = 0
  for (; bits > 0n; bits &= bits - 1n) count++
  return count
}
