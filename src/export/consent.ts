import type { Dossier } from './dossier.ts'
import { type Entry, jsonEntry } from './entry.ts'

/** What the person was told before they went on, as they were shown it, and what they agreed to. */
export function* consentFiles({ tip, messages, answers }: Dossier): Generator<Entry> {
  const asked = answers.filter(({ question }) => question === 'notice' || question === 'contact')
  yield jsonEntry('data/consent/consents.json', { code: tip.code, consents: asked })
  const shown = asked.filter(({ codes }) => codes?.includes('shown'))
  const replies = messages.filter(
    ({ direction, at }) => direction === 'out' && shown.some((one) => one.at === at),
  )
  for (const [index, { text, language }] of replies.entries()) {
    yield { path: `data/consent/notice-${index + 1}.${language}.txt`, body: `${text ?? ''}\n` }
  }
}
