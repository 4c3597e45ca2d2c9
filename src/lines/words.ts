import type { LineFile } from './line.ts'

/** What phrases may name of a line, in one language. */
export interface LineWords {
  line: string
  agency: string
  /** One referral a row; empty when the line has none. */
  referrals: string
  /** The line's own notice; the locale file's when absent. */
  notice?: string
}

/** A line's words in a language; those of its default language stand in for what it lacks. */
export function speak(line: LineFile, language: string): LineWords {
  const own = line.words[language]
  const names = { line: own?.name ?? line.name, agency: own?.agency ?? line.agency }
  const notice = line.notices?.words[language]
  return {
    ...names,
    referrals: line.referrals.map((one) => referralLine(one, line, language)).join('\n'),
    ...(notice && {
      notice: notice.replace(/\{\{(line|agency)\}\}/g, (_, name) => fill(names, name)),
    }),
  }
}

function fill(names: { line: string; agency: string }, name: string): string {
  return name === 'line' ? names.line : names.agency
}

function referralLine(
  { name, phone, url }: LineFile['referrals'][number],
  line: LineFile,
  language: string,
): string {
  const called = name[language] ?? name[line.default_language] ?? Object.values(name)[0]
  return [`${called}:`, phone, url].filter(Boolean).join(' ')
}
