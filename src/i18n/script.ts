import { questions, scriptVersion } from '../conversation/questions.ts'
import type { Command, Script, TimeWords, Vocabulary } from '../conversation/script.ts'
import { makeLexicon } from '../conversation/spot.ts'
import { normalise } from '../conversation/words.ts'
import { foundOf } from './found.ts'
import { type Language, languages, type VocabularyWords, weekdays } from './languages.ts'
import { say } from './say.ts'

/** What of a line its script depends on. What is absent is as for most lines. */
export interface ScriptLine {
  default_language: string
  second_language?: string | undefined
  /** The languages it offers; all of ours when absent. */
  languages?: readonly string[] | undefined
  time_zone: string
  /** Its own notice's version: people who saw another one are shown the new one. */
  notice_version?: string | undefined
  silence?: { reminder_minutes: number; hand_in_minutes: number } | undefined
  grace_days?: number
  uploads?: { days: number } | undefined
}

const scripts = new WeakMap<ScriptLine, Script>()
const minute = 60_000
const usualGrace = 7
const usualLink = 30
const usualSilence = { reminder_minutes: 120, hand_in_minutes: 24 * 60 }

/** The script a line runs. Built once for each line as it was loaded. */
export function scriptFor(line: ScriptLine): Script {
  const known = scripts.get(line)
  if (known) return known
  const script = buildScript(line)
  scripts.set(line, script)
  return script
}

function buildScript(line: ScriptLine): Script {
  const { default_language, second_language, time_zone, notice_version } = line
  const { silence = usualSilence, grace_days = usualGrace } = line
  return {
    version: notice_version ? `${scriptVersion}+${notice_version}` : scriptVersion,
    questions,
    default_language: vocabularies.has(default_language) ? default_language : 'en',
    ...(second_language && vocabularies.has(second_language) && { second_language }),
    languages: languages
      .map(({ code }) => code)
      .filter((code) => line.languages?.includes(code) ?? true),
    time_zone,
    silence: {
      reminder: silence.reminder_minutes * minute,
      hand_in: silence.hand_in_minutes * minute,
    },
    grace_days,
    link_days: line.uploads?.days ?? usualLink,
    dangers,
    secrets,
    vocabulary: vocabularies,
  }
}

const dangers = makeLexicon(languages.flatMap(({ file }) => Object.entries(file.vocabulary.danger)))
const secrets = makeLexicon(
  languages.flatMap(({ file }) => Object.entries(file.vocabulary.private)),
)

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
    found: foundOf(words.found),
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
    before_yesterday: wordSet(time.before_yesterday),
    morning: wordSet(time.morning),
    afternoon: wordSet(time.afternoon),
    evening: wordSet(time.evening),
    night: wordSet(time.night),
    noon: wordSet(time.noon),
    about: wordSet(time.about),
    beyond: wordSet(time.beyond),
    at: wordSet(time.at),
    half: wordSet(time.half),
    on: wordSet(time.on),
    ago: wordSet(time.ago),
    minutes: wordSet(time.minutes),
    hours: wordSet(time.hours),
    days: wordSet(time.days),
    weekdays: weekdays.map((day) => wordSet(time[day])),
    months: time.months.map((names) => wordSet(names.split(' '))),
    other_day: wordSet(time.other_day),
  }
}

function wordSet(words: string[]): ReadonlySet<string> {
  return new Set(words.map(normalise))
}
