import type { FontSet } from './fonts.ts'
import type { PressOrder } from './press-rules.ts'

/**
 * Sets a report as PDF (PDF/A-2u: fonts inside, every letter can be searched and copied). Words reach the
 * typesetter as data, never as its own language.
 */
export async function printPdf(
  { report, template, at }: Omit<PressOrder, 'words'>,
  fonts: FontSet,
): Promise<Uint8Array> {
  // Fifty megabytes: only a process that prints loads them.
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler')
  const compiler = NodeCompiler.create({
    fontArgs: [{ fontBlobs: fonts.cuts.map(({ bytes }) => bytes) }],
  })
  const inputs = {
    report: JSON.stringify(report, (_, value: unknown) =>
      typeof value === 'string' ? printable(value, fonts.missing) : value,
    ),
    families: JSON.stringify(fonts.families),
  }
  const compiled = compiler.compile({ mainFileContent: template, inputs })
  if (!compiled.result) throw new Error('the report cannot be set', { cause: compiled.takeError() })
  return compiler.pdf(compiled.result, {
    pdfStandard: 'a-2u',
    creationTimestamp: Math.floor(at / 1000),
  })
}

/** Longer words find no place to break a line. */
const unbroken = /[^\s\u200b]{45}(?=[^\s\u200b])/gu
/** Letters that are drawn joined, which a break would part; and hashes, which have their own lines. */
const whole = /[\p{Script=Arabic}\p{M}\u200c\u200d]|^[0-9a-f]+$/u

/**
 * A text as it can be set: letters without a typeface by their number, in composed form, long words with
 * places to break.
 */
function printable(text: string, missing: ReadonlySet<string>): string {
  const known = [...text.toWellFormed().normalize('NFC')]
    .map((letter) => drawable(letter, missing))
    .join('')
  return known.replaceAll(unbroken, (part) => (whole.test(part) ? part : `${part}\u200b`))
}

function drawable(letter: string, missing: ReadonlySet<string>): string {
  const point = letter.codePointAt(0) ?? 0
  const control = (point < 0x20 && letter !== '\n' && letter !== '\t') || point === 0x7f
  if (!control && !missing.has(letter)) return letter
  return `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`
}
