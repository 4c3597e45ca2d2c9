import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'

/**
 * A typeface that reports are set in, as its package cuts it: many small files, each for some letters.
 * All are Noto (SIL Open Font License), so that every shipped script has one look.
 */
export interface Typeface {
  id: string
  slices: Slice[]
}

/** One file of a typeface and the letters it is for. */
export interface Slice {
  id: string
  file: string
  ranges: [number, number][]
}

/** The languages whose own letters a typeface is first choice for. */
const faces: { id: string; languages: string[] }[] = [
  { id: 'noto-sans', languages: [] },
  { id: 'noto-emoji', languages: [] },
  { id: 'noto-naskh-arabic', languages: ['ar'] },
  { id: 'noto-nastaliq-urdu', languages: ['ur'] },
  { id: 'noto-sans-bengali', languages: ['bn'] },
  { id: 'noto-sans-sc', languages: ['zh-Hans'] },
  { id: 'noto-sans-tc', languages: ['zh-Hant'] },
  { id: 'noto-sans-kr', languages: ['ko'] },
]

/** Letters that every typeface brings and only the first is used for. */
const shared = /latin|cyrillic|greek|vietnamese|math|symbols|devanagari/
const resolve = createRequire(import.meta.url).resolve
const known = new Map<string, Typeface>()

/** Typefaces in the order in which text of a language looks for its letters. */
export function typefacesFor(language: string): Typeface[] {
  const own = faces.filter(({ languages }) => languages.includes(language))
  return [...own, ...faces.filter((face) => !own.includes(face))].map(({ id }) => typeface(id))
}

/** The slice that has a letter. */
export function sliceOf({ slices }: Typeface, point: number): Slice | undefined {
  return slices.find(({ ranges }) => ranges.some(([from, to]) => point >= from && point <= to))
}

function typeface(id: string): Typeface {
  const loaded = known.get(id) ?? readTypeface(id)
  known.set(id, loaded)
  return loaded
}

function readTypeface(id: string): Typeface {
  const home = `@fontsource-variable/${id}`
  const index = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(resolve(`${home}/unicode.json`), 'utf8')))
  const names = Object.keys(index).filter((name) => id === 'noto-sans' || !shared.test(name))
  const slices = names.map((name) => {
    const slice = name.replaceAll(/[[\]]/g, '')
    const file = resolve(`${home}/files/${id}-${slice}-wght-normal.woff2`)
    const ranges = readRanges(index[name] ?? '')
    return { id: slice, file, ranges: id === 'noto-emoji' ? ranges : ranges.filter(isNoEmoji) }
  })
  return { id, slices }
}

/** Chinese and Korean typefaces list emoji that they do not draw. */
function isNoEmoji([from]: [number, number]): boolean {
  return from < 0x1f000 || from >= 0x20000
}

/** `U+0041-005A,U+00AA`, as style sheets write it. */
function readRanges(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().slice(2).split('-')
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
  })
}
