import { parseAccept } from 'hono/utils/accept'
import { say } from '../i18n/say.ts'

/** Languages the console itself speaks; tips are shown in whatever language they came. */
const spoken = ['en', 'es']

/** The console's words in one language. */
export interface Words {
  language: string
  /** A phrase under `console` of the locale file. */
  (key: string, values?: Record<string, string | number>): string
}

/** The words that suit an `Accept-Language` header best, English where none does. */
export function wordsFor(accept: string | undefined): Words {
  const wanted = parseAccept(accept ?? '').map(({ type }) => type.slice(0, 2).toLowerCase())
  const language = wanted.find((code) => spoken.includes(code)) ?? 'en'
  const words = (key: string, values?: Record<string, string | number>) =>
    say(language, `console.${key}`, values)
  return Object.assign(words, { language })
}

/** What is said of a failure; one without words of its own is a fault on our side, whatever it is. */
export function failureText(words: Words, code: string): string {
  const key = `failure.${code}`
  const said = words(key)
  return said === `console.${key}` ? words('failure.internal') : said
}

/** A code of an answer in words; the code itself where the script has dropped it. */
export function optionLabel({ language }: Words, question: string, code: string): string {
  const name = `option.${question}.${code}`
  for (const key of [name, `console.${name}`]) {
    const label = say(language, key)
    if (label !== key) return label
  }
  return code.replaceAll('_', ' ')
}

/** The question as the person was asked it, where it was asked. */
export function askedAs({ language }: Words, question: string): string | undefined {
  const key = `ask.${question}`
  const words = say(language, key)
  return words === key ? undefined : words
}

/** A question that investigators may send, as they read it. */
export function templateText({ language }: Words, id: string): string {
  return say(language, `template.${id}`)
}

/** A language by its name in the console's language. */
export function languageName({ language }: Words, code: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
