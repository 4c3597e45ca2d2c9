import { expect, it } from 'vitest'
import { guessLanguage } from '../../src/i18n/detect.ts'

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
  expect(guessLanguage('911', 'tlh')).toBeUndefined()
  expect(guessLanguage('👍', undefined)).toBeUndefined()
})
