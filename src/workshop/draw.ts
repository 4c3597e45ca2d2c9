import sharp, { type Sharp, type SharpInput, type SharpOptions } from 'sharp'
import type { Copy } from '../evidence/workshop.ts'
import { drawHeic } from './heic.ts'
import { likenessOf } from './likeness.ts'
import { type PictureAnswer, type PictureOrder, pixelsMost, sides } from './picture-rules.ts'
import { Spoil } from './spoil.ts'

sharp.concurrency(1)
sharp.cache(false)
// Of everything libvips can load only photos: no SVG, no PDF, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map(
    (kind) => `VipsForeignLoad${kind}`,
  ),
})

const tool = `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`
const heic = /^image\/hei[cf](-sequence)?$/
const drawable = /^image\/(jpeg|png|apng|webp|gif|tiff|avif)$/

/** Makes the copies of one picture. Nothing of the file but its pixels gets into them. */
export async function drawCopies({ mime, bytes, as }: PictureOrder): Promise<PictureAnswer> {
  const [input, options] = await inputOf(mime, bytes)
  const open = () => upright(input, options)
  try {
    const copies = [
      await copy(open(), as, sides.preview),
      await copy(open(), 'thumbnail', sides.thumbnail),
    ]
    return { tool, copies, likeness: await likenessOf(open()) }
  } catch (error) {
    throw new Spoil(codeOf(error))
  }
}

async function inputOf(mime: string, bytes: Uint8Array): Promise<[SharpInput, SharpOptions]> {
  if (heic.test(mime)) {
    try {
      return await drawHeic(bytes)
    } catch (error) {
      throw error instanceof Spoil ? error : new Spoil('unreadable')
    }
  }
  if (!drawable.test(mime)) throw new Spoil('unsupported')
  return [bytes, {}]
}

function upright(input: SharpInput, options: SharpOptions): Sharp {
  const limits = {
    limitInputPixels: pixelsMost,
    sequentialRead: true,
    failOn: 'truncated',
  } as const
  return sharp(input, { ...limits, ...options })
    .timeout({ seconds: 20 })
    .autoOrient()
}

async function copy(picture: Sharp, kind: Copy['kind'], side: number): Promise<Copy> {
  const { data, info } = await picture
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 78, mozjpeg: false })
    .toBuffer({ resolveWithObject: true })
  return { kind, mime: 'image/jpeg', width: info.width, height: info.height, bytes: data }
}

function codeOf(error: unknown): Spoil['code'] {
  const text = String(error)
  if (/pixel limit/i.test(text)) return 'too-many-pixels'
  return /timeout/i.test(text) ? 'timed-out' : 'unreadable'
}
