import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/conversation/read-command.ts'
import { languages } from '../../src/i18n/languages.ts'
import { scriptFor } from '../../src/i18n/script.ts'

const script = scriptFor({ default_language: 'en', time_zone: 'America/Chicago' })
const english = languages.find(({ code }) => code === 'en')!.file.vocabulary.languages
const asksFor = (thread: string, text: string) => readCommand(script, thread, text)

describe.each(languages)('somebody whose thread is in $name', ({ code: thread, file }) => {
  it('changes to any language by its own name', () => {
    for (const { code, name } of languages) {
      expect([name, asksFor(thread, name)]).toEqual([name, { do: 'language', language: code }])
    }
  })

  it('changes to any language by its English name, where that is not their own', () => {
    for (const { code } of languages) {
      for (const name of english[code] ?? []) {
        const language = file.vocabulary.languages[thread]?.includes(name) ? thread : code
        expect([name, asksFor(thread, name)]).toEqual([name, { do: 'language', language }])
      }
    }
  })

  it('changes to any language by what it is called in theirs', () => {
    expect(Object.keys(file.vocabulary.languages).sort()).toEqual(
      languages.map(({ code }) => code).sort(),
    )
    for (const [code, names] of Object.entries(file.vocabulary.languages)) {
      for (const name of names) {
        expect([name, asksFor(thread, name)]).toEqual([name, { do: 'language', language: code }])
      }
    }
  })
})
