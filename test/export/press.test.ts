import { afterAll, expect, test } from 'vitest'
import type { Report } from '../../src/export/report/report.ts'
import { reportPage } from '../../src/export/report/page.tsx'
import { languages } from '../../src/i18n/languages.ts'
import { say } from '../../src/i18n/say.ts'
import { cutFonts } from '../../src/workshop/fonts.ts'
import { createPress } from '../../src/workshop/press.ts'

const press = createPress()
afterAll(() => press.close())

async function print(report: Report, at: number) {
  const printed = await press.print(report, at)
  if ('spoilt' in printed) throw new Error(printed.spoilt)
  return printed
}

const said = (text: string, language: string) => ({ text, language, direction: 'ltr' as const })

function reportOf(texts: [text: string, language: string][]): Report {
  const rows = texts.map(([text, language]) => ({ label: language, value: [said(text, language)] }))
  return {
    ...{ language: 'en', title: 'Report', subtitle: '', running: '', warning: 'Alleged.' },
    sections: [{ title: 'Words', blocks: [{ type: 'facts', rows }] }],
    page_of: 'Page {page} of {pages}',
  }
}

/** The notice of each language, in the script that people read. */
const spoken = languages.map(({ code }): [string, string] => [say(code, 'notice'), code])

test('every letter of every shipped language has a typeface', async () => {
  const { missing } = await cutFonts(
    languages.map(({ code, file }) => ({ text: JSON.stringify(file), language: code })),
  )
  expect([...missing]).toEqual([])
})

test('a report in every language is one PDF/A, and one page that brings its fonts', async () => {
  const report = reportOf(spoken)
  const { pdf, ...fonts } = await print(report, Date.parse('2026-11-24T00:00:00Z'))
  const text = Buffer.from(pdf).toString('latin1')
  expect(text).toMatch(/^%PDF-1\.7/)
  expect(text).toContain('pdfaid:part')
  const page = reportPage(report, fonts)
  for (const face of ['noto-nastaliq-urdu', 'noto-sans-bengali', 'noto-sans-sc', 'noto-sans-kr']) {
    expect(page).toContain(`font-family:"${face} `)
  }
})

test.each([
  ['the typesetter’s own language', '#panic("x") $ x $ *bold* @label <a> \\ `raw` // no'],
  ['letters that no typeface has', 'አማርኛ ᏣᎳᎩ \ue000 \u{10ffff} \ufffe'],
  ['half a letter and control signs', 'a\ud800b \u0000\u0007\u001b[31m \u200f\u202eabc\u202c'],
  ['emoji and what joins them', '👩‍👩‍👧‍👦 🇺🇸 ❤️ ✊🏿 1️⃣ \u{e0067}\u{e007f}'],
  ['a word without an end', 'x'.repeat(5000)],
  ['marks without a letter', '\u0301\u0301 a\u0301\u0302\u0303 \u0651\u064b'],
  ['HTML', '</style><script>alert(1)</script><img src=x onerror=alert(1)>'],
])('%s does the report no harm', async (_, text) => {
  const report = reportOf([
    [text, 'en'],
    [text, 'ar'],
    [text, 'zh-Hans'],
    [text, 'xx'],
  ])
  const { pdf, ...fonts } = await print(report, 0)
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  expect(reportPage(report, fonts)).not.toMatch(/<script|<img/)
})

test('setting a report holds nothing up, and one that takes too long is given up', async () => {
  const report = reportOf(spoken)
  const hasty = createPress(0.01)
  expect(await hasty.print(report, 0)).toEqual({ spoilt: 'timed-out' })
  await hasty.close()
  let [last, longest] = [performance.now(), 0]
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  await print(report, 0)
  clearInterval(ticking)
  expect(longest).toBeLessThan(200)
})
