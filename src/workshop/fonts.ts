import { readFile } from 'node:fs/promises'
import { lettersOf } from './letters-of-font.ts'
import { nameFont } from './name-font.ts'
import { type Slice, sliceOf, type Typeface, typefacesFor } from './typefaces.ts'

/** Words and their language (BCP 47). */
export interface Spoken {
  text: string
  language: string
}

/** A piece of a typeface with just the letters that are needed of it. */
export interface Cut {
  /** A name of its own, since no piece has all letters of the typeface. */
  family: string
  typeface: string
  weight: 400 | 700
  letters: string
  bytes: Buffer
}

/** Everything that a text needs to look the same wherever it is printed. */
export interface FontSet {
  cuts: Cut[]
  /** For every language the families of its text, the first choice first. */
  families: Record<string, string[]>
  /** Letters that no typeface has. */
  missing: ReadonlySet<string>
}

/** A slice and the letters that are wanted of it. */
interface Need {
  typeface: Typeface
  slice: Slice
  letters: Set<string>
}

/** Joiners and marks of direction, which every cut keeps. */
const invisible = ' \u00ad\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069'

/** Cuts the fonts for these words. Of the typeface of labels there is a bold cut too. */
export async function cutFonts(words: readonly Spoken[]): Promise<FontSet> {
  const letters = lettersByLanguage(words)
  const needs = new Map<string, Need>()
  for (const [language, ones] of letters) {
    for (const letter of ones) addNeeds(needs, language, letter)
  }
  const cuts = (await Promise.all([...needs.values()].map(cutsOf))).flat()
  const drawn = new Set(cuts.flatMap((cut) => [...cut.letters]))
  const missing = new Set([...letters.values()].flatMap((ones) => [...ones]))
  const families = [...letters.keys()].map((language) => [language, familiesFor(cuts, language)])
  return {
    cuts,
    families: Object.fromEntries(families),
    missing: new Set([...missing].filter((letter) => isVisible(letter) && !drawn.has(letter))),
  }
}

function lettersByLanguage(words: readonly Spoken[]): Map<string, Set<string>> {
  const byLanguage = Map.groupBy(words, ({ language }) => language)
  const letters = [...byLanguage].map(([language, texts]): [string, Set<string>] => [
    language,
    new Set(texts.flatMap(({ text }) => [...text.toWellFormed().normalize('NFC')])),
  ])
  return new Map(letters)
}

/** A letter is wanted of the first typeface that has it, and of all that may have it. */
function addNeeds(needs: Map<string, Need>, language: string, letter: string): void {
  if (!isVisible(letter)) return
  for (const typeface of typefacesFor(language)) {
    const slice = sliceOf(typeface, letter.codePointAt(0) ?? 0)
    if (!slice) continue
    const name = familyOf(typeface, slice)
    const need = needs.get(name) ?? { typeface, slice, letters: new Set() }
    need.letters.add(letter)
    needs.set(name, need)
    if (isCertain(typeface, letter)) return
  }
}

/** Of emoji and of signs beside their own script, packages list more than their typefaces draw. */
function isCertain({ id }: Typeface, letter: string): boolean {
  const doubtful = /-(sc|tc|kr|emoji)$/.test(id)
  return !doubtful || /\p{Script=Han}|\p{Script=Hangul}/u.test(letter)
}

async function cutsOf({ typeface, slice, letters }: Need): Promise<Cut[]> {
  const family = familyOf(typeface, slice)
  const { default: subsetFont } = await import('subset-font')
  const source = await readFile(slice.file)
  const weights = typeface.id === 'noto-sans' ? ([400, 700] as const) : ([400] as const)
  const cuts = weights.map(async (weight) => {
    const cut = await subsetFont(source, [...letters].join('') + invisible, {
      targetFormat: 'sfnt',
      variationAxes: { wght: weight },
      noHinting: true,
    })
    const has = lettersOf(cut)
    const drawn = [...letters].filter((letter) => has(letter.codePointAt(0) ?? 0)).join('')
    return { family, typeface: typeface.id, weight, letters: drawn, bytes: nameFont(cut, family) }
  })
  return (await Promise.all(cuts)).filter((cut) => cut.letters !== '')
}

function familiesFor(cuts: Cut[], language: string): string[] {
  const order = typefacesFor(language).flatMap(({ id }) =>
    cuts.filter(({ typeface }) => typeface === id).map(({ family }) => family),
  )
  return [...new Set(order)]
}

function isVisible(letter: string): boolean {
  return !/\p{Cc}|\p{Default_Ignorable_Code_Point}/u.test(letter)
}

function familyOf(typeface: Typeface, slice: Slice): string {
  return `${typeface.id} ${slice.id}`
}
