import { cutFonts } from './fonts.ts'
import type { PressAnswer, PressOrder } from './press-rules.ts'
import { printPdf } from './report-pdf.ts'

/**
 * The process that sets reports: it takes seconds of a processor, and words that break a typesetter take
 * down this process and nothing else; it knows no keys and no addresses.
 */
process.on('message', (order: PressOrder) => {
  // What the typesetter complains of repeats the words: only that it did is told.
  void print(order)
    .catch((): PressAnswer => ({ spoilt: 'unreadable' }))
    .then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit())

async function print({ report, words, template, at }: PressOrder): Promise<PressAnswer> {
  const fonts = await cutFonts(words)
  const pdf = await printPdf({ report, template, at }, fonts)
  return { pdf, faces: fonts.cuts, families: fonts.families }
}
