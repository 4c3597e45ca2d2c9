import { z } from 'zod'

/** What a file says of itself, as people ask for it. It is the file's word and nobody's answer. */
export const FileFacts = z.object({
  source: z.literal('exif'),
  taken: z
    .object({
      local: z.string().describe('On the clock of the device, ISO 8601 without a zone'),
      offset: z.string().nullable().describe('From UTC, if the file says so, as in -06:00'),
    })
    .nullable(),
  camera: z.string().nullable(),
  software: z.string().nullable(),
  place: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  seconds: z.number().nullable().describe('How long it plays'),
  credentials: z.boolean().describe('It carries C2PA data. Nobody has checked them'),
})
export type FileFacts = z.infer<typeof FileFacts>

type Tags = Record<string, unknown>

/** Picks the facts out of exiftool's tags, read with `-G1 -n`. */
export function fileFacts(tags: Tags): FileFacts {
  const size = pair(tags['Composite:ImageSize'])
  return {
    source: 'exif',
    taken: takenAt(tags),
    camera: cameraOf(tags),
    software: text(tags['IFD0:Software']) ?? text(tags['Keys:Software']),
    place: placeOf(tags),
    width: size[0] ?? null,
    height: size[1] ?? null,
    seconds: number(tags['QuickTime:Duration']) ?? number(tags['Composite:Duration']),
    credentials: Object.keys(tags).some((name) => /^(JUMBF|C2PA|CBOR):/i.test(name)),
  }
}

/** The best clock first. QuickTime keeps UTC in `CreateDate`, and zeros when it knows nothing. */
const clocks = [
  ['Composite:SubSecDateTimeOriginal', 'ExifIFD:OffsetTimeOriginal'],
  ['ExifIFD:DateTimeOriginal', 'ExifIFD:OffsetTimeOriginal'],
  ['Keys:CreationDate', ''],
  ['ExifIFD:CreateDate', 'ExifIFD:OffsetTimeDigitized'],
  ['XMP-photoshop:DateCreated', ''],
  ['QuickTime:CreateDate', 'UTC'],
] as const

function takenAt(tags: Tags): FileFacts['taken'] {
  for (const [name, zone] of clocks) {
    const found = /^(\d{4}):(\d\d):(\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(
      text(tags[name]) ?? '',
    )
    if (!found || found[1] === '0000') continue
    const [, year, month, day, time, own] = found
    const offset = own ?? (zone === 'UTC' ? '+00:00' : text(tags[zone]))
    return { local: `${year}-${month}-${day}T${time}`, offset: offset === 'Z' ? '+00:00' : offset }
  }
  return null
}

function cameraOf(tags: Tags): string | null {
  const make = text(tags['IFD0:Make']) ?? text(tags['Keys:Make'])
  const model = text(tags['IFD0:Model']) ?? text(tags['Keys:Model'])
  if (!model) return make
  return make && !model.startsWith(make) ? `${make} ${model}` : model
}

function placeOf(tags: Tags): FileFacts['place'] {
  const latitude = number(tags['Composite:GPSLatitude'])
  const longitude = number(tags['Composite:GPSLongitude'])
  if (latitude === null || longitude === null) return null
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null
  // Phones without a fix write zeros.
  return latitude === 0 && longitude === 0 ? null : { latitude, longitude }
}

/** Where a file was made may stand in many tags: in its own, a maker's, a caption's. */
const tellsPlace =
  /gps|geo|location|latitude|longitude|city|state|country|sublocation|region|address/i

/** The tags that do not say where. */
export function withoutPlace(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !tellsPlace.test(name)))
}

function text(value: unknown): string | null {
  const found = typeof value === 'number' ? String(value) : value
  return typeof found === 'string' && found.trim() ? found.trim() : null
}

function number(value: unknown): number | null {
  const found = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

function pair(value: unknown): number[] {
  const found = typeof value === 'string' ? value.split(/[ x]/).map(Number) : []
  return found.length === 2 && found.every((side) => side > 0) ? found : []
}
