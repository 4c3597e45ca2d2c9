import { createRequire } from 'node:module'
import type { SharpInput, SharpOptions } from 'sharp'
import { heicPixelsMost } from './picture-rules.ts'
import { Spoil } from './spoil.ts'

interface Decoder {
  all(file: { buffer: Uint8Array }): Promise<DecodedList>
}
interface DecodedList extends Array<Encoded> {
  dispose(): void
}
interface Encoded {
  width: number
  height: number
  decode(): Promise<{ width: number; height: number; data: Uint8ClampedArray }>
}

/** Draws a HEIC picture, which phones make and sharp's own build cannot read for patents. */
export async function drawHeic(buffer: Uint8Array): Promise<[SharpInput, SharpOptions]> {
  // Loaded here only: two megabytes that most pictures do not need.
  const decoder: Decoder = createRequire(import.meta.url)('heic-decode')
  const pictures = await decoder.all({ buffer })
  try {
    const [first] = pictures
    if (!first) throw new Spoil('unreadable')
    if (first.width * first.height > heicPixelsMost) throw new Spoil('too-many-pixels')
    const { data, width, height } = await first.decode()
    return [data, { raw: { width, height, channels: 4 } }]
  } finally {
    pictures.dispose()
  }
}
