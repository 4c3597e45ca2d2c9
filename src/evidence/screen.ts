import type { CopyGrade } from '../db/schema.ts'
import { fileFacts } from './facts.ts'

/** Screens of common phones in pixels, the short side first. */
const screens = new Set(
  `640x1136 720x1280 720x1520 720x1560 720x1600 720x1640 750x1334 828x1792 1080x1920 1080x2160
   1080x2220 1080x2280 1080x2310 1080x2316 1080x2340 1080x2376 1080x2400 1080x2408 1080x2412
   1080x2424 1080x2460 1125x2436 1170x2532 1179x2556 1206x2622 1220x2712 1242x2208 1242x2688
   1260x2736 1284x2778 1290x2796 1320x2868 1344x2992 1440x2560 1440x2880 1440x2960 1440x3040
   1440x3088 1440x3120 1440x3200 828x1792 1008x2244`.split(/\s+/),
)

/**
 * Whether a file is a picture of a screen rather than of the world, by what its maker wrote into it. It
 * says nothing where there is doubt: most screenshots lose the mark on their way.
 */
export function screenGrade(mime: string, tags: Record<string, unknown>): CopyGrade | undefined {
  const says = (group: RegExp, words: RegExp) =>
    Object.entries(tags).some(([name, value]) => group.test(name) && words.test(String(value)))
  if (mime.startsWith('video/')) {
    return says(/:(Author|Comment)$/, /^ReplayKitRecording$/) ? 'screen_recording' : undefined
  }
  if (says(/:(UserComment|Description|ImageDescription)$/, /^screenshot$/i)) return 'screenshot'
  const { camera, width, height, place, taken } = fileFacts(tags)
  const fromCamera = camera ?? place ?? taken ?? tags['ExifIFD:ExposureTime']
  if (mime !== 'image/png' || fromCamera || !width || !height) return undefined
  const size = `${Math.min(width, height)}x${Math.max(width, height)}`
  return screens.has(size) ? 'screenshot' : undefined
}
