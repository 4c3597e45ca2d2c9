import i18next from 'i18next'
import { languages } from './languages.ts'

/** Our own instance: nothing else on the machine can change its words. */
const words = i18next.createInstance()

void words.init({
  fallbackLng: 'en',
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(languages.map(({ code, file }) => [code, { translation: file }])),
})

const names = Object.fromEntries(languages.map(({ code, name }) => [code, name]))
for (const { code } of languages) {
  words.addResourceBundle(code, 'translation', { language_name: names }, true, true)
}

/** Phrases that hold no value are looked up once; a busy line says the same few hundred over and over. */
const fixed = new Map<string, string | null>()

/** A phrase of a locale file in a language, English where that has none. Values are put in as they are. */
export function say(
  language: string,
  key: string,
  values?: Record<string, string | number>,
): string {
  const known = fixed.get(`${language} ${key}`)
  if (known) return known
  if (known === undefined) remember(language, key)
  return words.t(key, { lng: language, ...values })
}

function remember(language: string, key: string): void {
  const raw = words.t(key, { lng: language, skipInterpolation: true })
  const isFixed =
    words.exists(key, { lng: language }) && !raw.includes('{{') && !raw.includes('$t(')
  if (fixed.size < 10_000) fixed.set(`${language} ${key}`, isFixed ? raw : null)
}
