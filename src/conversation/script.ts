import type { Patterns } from './extract/pattern.ts'
import type { Lexicon } from './spot.ts'

/**
 * What a line asks and the words it understands: plain data, built once per line and passed to every
 * step. Nothing in it depends on a person.
 */
export interface Script {
  /** Names the reviewed wording. Kept with every answer. */
  version: string
  questions: readonly Question[]
  default_language: string
  /** The line's other main language, for people whose own cannot be told. */
  second_language?: string
  languages: readonly string[]
  time_zone: string
  /** Milliseconds of silence until the person is reminded, and until the tip is handed in as it is. */
  silence: { reminder: number; hand_in: number }
  /** Days from taking a tip back until nothing can bring it back. */
  grace_days: number
  /** Days that a link for originals works. */
  link_days: number
  /** Words of danger in all languages: a person's own may not be the thread's. */
  dangers: Lexicon
  /** Words that announce what is masked, in all languages. */
  secrets: Lexicon
  /** By language code; every language of `languages` has one. */
  vocabulary: ReadonlyMap<string, Vocabulary>
}

/**
 * One question. Its words are in the locale files: `ask.<id>` and `option.<id>.<code>`.
 *
 * - `notice`: shown with the first reply, never waits for an answer
 * - `account`: told over many messages, then "anything else?" once
 * - `text`, `time`, `place`: words, read as what they are
 * - `choice`, `choices`: one or several from a list
 * - `files`: photos and video, and one from a list about them
 * - `read-back`: their own words read back; words instead of a choice are a correction
 */
export interface Question {
  id: string
  kind: Kind
  options?: readonly Option[]
  /** Not asked any more once something grave was told. */
  detail?: true
  /** Asked only when another question's answer holds a code. */
  when?: { question: string; includes: string }
}

type Kind =
  'notice' | 'account' | 'text' | 'time' | 'place' | 'choice' | 'choices' | 'files' | 'read-back'

/** Kinds of grave things: a child hurt, sexual violence, a death, an injured head, harm to oneself. */
export const dangers = ['child', 'sexual', 'death', 'head', 'self_harm', 'injury'] as const

/** What stops the questions about details once it was told. */
export type Danger = (typeof dangers)[number]

export interface Option {
  code: string
  /** Understood when typed in words, but not offered in the list. */
  unlisted?: true
  /** It is going on now: safety words only, until they say that they are safe. */
  danger?: true
  /** To pick it tells something grave. */
  grave?: Danger
}

/** The words of one language, all in the form `normalise` gives. */
export interface Vocabulary {
  commands: ReadonlyMap<string, Command>
  /** "That is all." */
  done: ReadonlySet<string>
  /** "I am safe." */
  safe: ReadonlySet<string>
  /** "I don't know." */
  unknown: ReadonlySet<string>
  yes: ReadonlySet<string>
  no: ReadonlySet<string>
  /** Words between the items of a list, such as "and". */
  joiners: ReadonlySet<string>
  /** Question id → word → code. */
  options: ReadonlyMap<string, ReadonlyMap<string, string>>
  time: TimeWords
  found: FoundWords
}

export type Command =
  | { do: 'back' | 'skip' | 'status' | 'new' | 'delete' | 'help' | 'begin' }
  | { do: 'language'; language?: string }

/** Words that place a moment, in the form `normalise` gives. */
export interface TimeWords {
  now: ReadonlySet<string>
  today: ReadonlySet<string>
  yesterday: ReadonlySet<string>
  before_yesterday: ReadonlySet<string>
  morning: ReadonlySet<string>
  afternoon: ReadonlySet<string>
  evening: ReadonlySet<string>
  night: ReadonlySet<string>
  noon: ReadonlySet<string>
  about: ReadonlySet<string>
  /** "After", "until": the hour beside it is one end of when it was. */
  beyond: ReadonlySet<string>
  at: ReadonlySet<string>
  /** Half an hour more, or less. */
  half: ReadonlySet<string>
  ago: ReadonlySet<string>
  minutes: ReadonlySet<string>
  hours: ReadonlySet<string>
  days: ReadonlySet<string>
  /** What stands before a date: "on the", "el día". */
  on: ReadonlySet<string>
  /** From Monday to Sunday. */
  weekdays: readonly ReadonlySet<string>[]
  /** From January to December; none where dates are read without them. */
  months: readonly ReadonlySet<string>[]
  /** Months, weeks, midnight: days that words alone do not place, so a time beside them is not either. */
  other_day: ReadonlySet<string>
}

/** What to look for in an account. See `extract/`. */
export interface FoundWords {
  /** "No", "without": a clause that holds one of them says nothing about what was done. */
  not: Patterns
  /** Whoever may be the agents of a story. */
  agents: Patterns
  plate: Patterns
  badge: Patterns
  place: Record<'before' | 'street' | 'and' | 'corner', Patterns>
  /** Question id → codes with their phrases. */
  codes: ReadonlyMap<string, readonly (readonly [code: string, phrases: Patterns])[]>
}

/** Picks every question understands besides its own options. */
export const unknownChoice = 'unknown'
export const doneChoice = 'done'

/** The question with this id, if the script still has it. */
export function findQuestion(script: Script, id: string): Question | undefined {
  return script.questions.find((question) => question.id === id)
}

/** The vocabulary of a language; the default language's for one that was taken off the line. */
export function vocabularyOf(script: Script, language: string): Vocabulary {
  const words = script.vocabulary.get(language) ?? script.vocabulary.get(script.default_language)
  if (!words) throw new Error(`script without words for ${script.default_language}`)
  return words
}

/** The options a question offers, in the order of their numbers. */
export function listed(question: Question): Option[] {
  return (question.options ?? []).filter((option) => !option.unlisted)
}
