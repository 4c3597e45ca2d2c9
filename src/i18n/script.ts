import { questions, scriptVersion } from '../conversation/questions.ts'
import type { Command, Script, TimeWords, Vocabulary } from '../conversation/script.ts'
import { normalise } from '../conversation/words.ts'
import { type Language, languages, type VocabularyWords } from './languages.ts'
import { say } from './say.ts'

/** What of a line its script depends on. */
export interface ScriptLine {
  default_language: string
  time_zone: string
}

const scripts = new Map<string, Script>()

/** The script a line runs. Lines that agree on language and time zone share one. */
export function scriptFor({ default_language, time_zone }: ScriptLine): Script {
  const key = `${default_language} ${time_zone}`
  const known = scripts.get(key)
  if (known) return known
  const script: Script = {
    version: scriptVersion,
    questions,
    default_language: vocabularies.has(default_language) ? default_language : 'en',
    languages: languages.map(({ code }) => code),
    time_zone,
    vocabulary: vocabularies,
  }
  scripts.set(key, script)
  return script
}

const vocabularies: ReadonlyMap<string, Vocabulary> = new Map(
  languages.map((language) => [language.code, vocabularyOf(language)]),
)

function vocabularyOf({ code, file }: Language): Vocabulary {
  const words = file.vocabulary
  return {
    commands: commandsOf(words),
    done: wordSet(words.done),
    safe: wordSet(words.safe),
    unknown: wordSet(words.unknown),
    yes: wordSet(words.yes),
    no: wordSet(words.no),
    joiners: wordSet(words.joiners),
    options: optionsOf(code, words),
    time: timeOf(words.time),
  }
}

function commandsOf(words: VocabularyWords): ReadonlyMap<string, Command> {
  const commands = new Map<string, Command>()
  for (const { code, name } of languages) {
    for (const called of [name, ...(words.languages[code] ?? [])]) {
      commands.set(normalise(called), { do: 'language', language: code })
    }
  }
  for (const name of ['back', 'skip', 'language', 'status', 'new', 'delete'] as const) {
    for (const word of words.commands[name]) commands.set(normalise(word), { do: name })
  }
  return commands
}

/** An option is known by its label and by the words the locale file adds. */
function optionsOf(
  code: string,
  words: VocabularyWords,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(
    questions.map(({ id, options }) => {
      const known = new Map<string, string>()
      for (const option of options ?? []) {
        const label = say(code, `option.${id}.${option.code}`)
        for (const word of [label, ...(words.options[id]?.[option.code] ?? [])]) {
          known.set(normalise(word), option.code)
        }
      }
      return [id, known]
    }),
  )
}

function timeOf(time: VocabularyWords['time']): TimeWords {
  return {
    now: wordSet(time.now),
    today: wordSet(time.today),
    yesterday: wordSet(time.yesterday),
    morning: wordSet(time.morning),
    afternoon: wordSet(time.afternoon),
    evening: wordSet(time.evening),
    night: wordSet(time.night),
    noon: wordSet(time.noon),
    about: wordSet(time.about),
    at: wordSet(time.at),
    ago: wordSet(time.ago),
    minutes: wordSet(time.minutes),
    hours: wordSet(time.hours),
    other_day: wordSet(time.other_day),
  }
}

function wordSet(words: string[]): ReadonlySet<string> {
  return new Set(words.map(normalise))
}
