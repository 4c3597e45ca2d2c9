import { expect, test } from 'vitest'
import { Masked } from '../../src/console/masked.tsx'
import { failureText, wordsFor } from '../../src/console/words.ts'
import { failures } from '../../src/errors.ts'
import { maskText } from '../../src/tips/masking.ts'

const words = wordsFor('en')

test('a text is cut where it was to be cut, though a label stands there', () => {
  const text = `${'a'.repeat(8)} 123-45-6789 ${'b'.repeat(500)}`
  const masked = maskText(text, [{ start: 9, end: 20, kind: 'ssn' }])
  const shown = String(Masked({ ...masked, words, most: 12 }))
  expect(shown).toMatch(/^a{8} <span class="hidden-words">[^<]+<\/span>$/)
})

test.each(Object.keys(failures))('%s is said in words', (code) => {
  for (const language of ['en', 'es']) {
    const words = wordsFor(language)
    expect(failureText(words, code)).not.toMatch(/^console\./)
    expect(failureText(words, code)).not.toBe(words('failure.internal'))
  }
})
