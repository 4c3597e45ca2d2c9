import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countWords } from '../../src/conversation/words.ts'
import { guessLanguage } from '../../src/i18n/detect.ts'
import { languages } from '../../src/i18n/languages.ts'

it.each([
  ['hola', 'es'],
  ['hello', 'en'],
  ['buenas tardes', 'es'],
  ['ICE took my neighbor', 'en'],
  ['se llevaron a mi vecino', 'es'],
  ['la migra esta aqui', 'es'],
  ['they are at the school on 5th street', 'en'],
  ['masked men took my wife', 'en'],
  ['quiero reportar algo', 'es'],
  ['I want to report something', 'en'],
  ['agentes enmascarados rompieron puertas y ventanas', 'es'],
  ['officers breaking doors, shouting, pushing', 'en'],
])('hears the language of "%s"', (text, language) => {
  expect(guessLanguage(text, undefined)).toBe(language)
  expect(guessLanguage(text, language === 'es' ? 'en-US' : 'es-MX')).toBe(language)
})

it('falls back on the language of the app, and then on nothing', () => {
  expect(guessLanguage('', 'es-MX')).toBe('es')
  expect(guessLanguage('/start', 'en')).toBe('en')
  expect(guessLanguage('/start', undefined)).toBeUndefined()
  expect(guessLanguage('https://example.org/the-street', undefined)).toBeUndefined()
  expect(guessLanguage('911', 'tlh')).toBeUndefined()
  expect(guessLanguage('911', 'no tag at all')).toBeUndefined()
  expect(guessLanguage('👍', undefined)).toBeUndefined()
})

it('guesses none that the line does not offer', () => {
  expect(guessLanguage('se llevaron a mi vecino', undefined, ['en'])).toBeUndefined()
  expect(guessLanguage('se llevaron a mi vecino', 'en', ['en'])).toBe('en')
  expect(guessLanguage('', 'es', ['en'])).toBeUndefined()
})

it('lets the country of the number decide what the words leave open', () => {
  expect(guessLanguage('no', undefined)).toBeUndefined()
  expect(guessLanguage('no', undefined, undefined, '+525555550100')).toBe('es')
  expect(guessLanguage('no', undefined, undefined, '+13125550100')).toBeUndefined()
  expect(guessLanguage('hello', undefined, undefined, '+525555550100')).toBe('en')
  expect(guessLanguage('', undefined, undefined, '+525555550100')).toBeUndefined()
})

it.each([
  'may mga ahente na kumuha sa kapitbahay ko kaninang umaga',
  'sie haben die Tür eingetreten und meinen Bruder mitgenommen',
  'maskeli adamlar komşumu götürdü',
  'nahitaji msaada tafadhali',
  'мені потрібна допомога',
  'שלום אני צריך עזרה',
])('knows that "%s" is in none of its languages', (text) => {
  expect(guessLanguage(text, undefined)).toBeUndefined()
  expect(guessLanguage(text, 'en')).toBe('en')
})

/** One message a row, in a file named after its language. */
function messagesIn(folder: string): { text: string; language: string }[] {
  return languages.flatMap(({ code }) =>
    readFileSync(new URL(`${folder}/${code}.txt`, import.meta.url), 'utf8')
      .split('\n')
      .filter((row) => row.trim() !== '')
      .map((text) => ({ text, language: code })),
  )
}

function shareHeard(messages: { text: string; language: string }[]): number {
  const heard = messages.filter(({ text, language }) => guessLanguage(text, undefined) === language)
  return heard.length / messages.length
}

describe.each(['tuning', '../detect'])('over the messages in %s', (folder) => {
  const messages = messagesIn(folder)

  it('hears 99 of 100 languages from five words or more', () => {
    const long = messages.filter(({ text }) => countWords(text) >= 5)
    expect(shareHeard(long)).toBeGreaterThanOrEqual(0.99)
  })

  it('hears 92 of 100 languages from two to four words', () => {
    const short = messages.filter(({ text }) => [2, 3, 4].includes(countWords(text)))
    expect(shareHeard(short)).toBeGreaterThanOrEqual(0.92)
  })
})
