import type { Press } from '../export/report/press.ts'
import { wordsOf } from '../export/report/report.ts'
import { cutFonts } from './fonts.ts'
import { printPdf } from './report-pdf.ts'

/** Sets reports with the fonts that come with us: they look the same on every machine. */
export const press: Press = {
  async print(report, at) {
    const fonts = await cutFonts(wordsOf(report))
    const pdf = await printPdf(report, fonts, at)
    return { pdf, faces: fonts.cuts, families: fonts.families }
  },
}
