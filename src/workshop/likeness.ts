import type { Sharp } from 'sharp'

const side = 8
/** Below this spread of grey a picture has no features: all black ones would look alike. */
const leastSpread = 3
/** A smaller difference of grey is noise: a clear sky must not make bits. */
const noise = 2

/**
 * A picture's likeness: 128 bits that say where it grows lighter to the right and downwards, on a grid
 * of 8 by 8. Copies that were scaled or compressed again differ in a few bits only.
 */
export async function likenessOf(picture: Sharp): Promise<string | null> {
  const width = side + 1
  const grey = await picture.resize(width, width, { fit: 'fill' }).greyscale().raw().toBuffer()
  if (spreadOf(grey) < leastSpread) return null
  const at = (x: number, y: number) => grey[y * width + x] ?? 0
  const bits: boolean[] = []
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const least = at(x, y) + noise
      bits.push(least < at(x + 1, y), least < at(x, y + 1))
    }
  }
  return hexOf(bits)
}

function spreadOf(values: Uint8Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

function hexOf(bits: boolean[]): string {
  const text = bits.map(Number).join('')
  return BigInt(`0b${text}`)
    .toString(16)
    .padStart(text.length / 4, '0')
}
