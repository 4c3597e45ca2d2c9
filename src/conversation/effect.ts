import type { Answer, Masked } from './answer.ts'
import type { Reach, Silence } from './event.ts'
import type { Danger } from './script.ts'

/**
 * What a step asks the shell to do. Effects are imperative, plain data, and applied in order inside
 * the commit that also saves the new state.
 */
export type Effect =
  | { type: 'open-tip'; tip: string; code: string }
  | { type: 'record-answer'; tip: string; question: string; version: number; answer: Answer }
  | { type: 'keep-file'; tip: string; file: string }
  | { type: 'set-stage'; tip: string; stage: Stage }
  /** The person took the tip back: hidden at once, erased after the line's grace time. */
  | { type: 'withdraw-tip'; tip: string }
  | { type: 'set-language'; language: string }
  | { type: 'set-reach'; reach: Reach }
  /** What came and what is said to it stand in an earlier tip. */
  | { type: 'place-under'; tip: string }
  /** The one answer to this event. It rides home in the webhook's response. */
  | { type: 'reply'; reply: Reply }
  /** Redraws the buttons of a message already sent, with the chosen ones marked. No new message. */
  | { type: 'mark-choices'; ref: string; choices: Choice[] }
  /**
   * All flags of the tip as they now stand. `raise`: something in it is grave, so it goes to the top of
   * the queue, whatever it was rated before.
   */
  | { type: 'flag-tip'; tip: string; flags: Flag[]; raise: boolean }
  /** Ranges of this event's own text that no view shows without a reason. The text stays as it is. */
  | { type: 'mask-words'; masked: Masked[] }
  /** Sends a reviewed question of an investigator's in the thread's language, by a job. */
  | { type: 'send-phrase'; phrase: Phrase }
  /**
   * Makes the tip's link for originals, to be named by what this event says; without `until` it is there
   * already. Where links cannot be made nothing happens, and phrases go without.
   */
  | { type: 'offer-upload'; tip: string; link: string; until?: number }
  /** Sends an investigator's words as they are, by a job. */
  | { type: 'send-text'; text: string; language: string }
  /**
   * Comes back with `silence-passed` when nothing has happened until then (Unix milliseconds). A thread
   * waits for one thing at a time: a later `wake-at` replaces it, and whatever a person does without
   * one ends it. All but a pause wait for the morning at the line's place when they are due at night.
   */
  | { type: 'wake-at'; at: number; after: Silence }

/** How far a tip has come from the person's side. */
export type Stage = 'in_progress' | 'partial' | 'submitted' | 'withdrawn'

/**
 * What makes a tip stand out. `happening_now`: until they are safe no view shows where. The others were
 * told in words or picked, and stop the questions about details.
 */
export type Flag = 'happening_now' | Danger

/** One reply, in words that the shell looks up in the language's file. */
export interface Reply {
  /** Names the reply in the record, such as `ask.timing`. */
  key: string
  /** Paragraphs, in order. */
  parts: Phrase[]
  /** What may be picked. Numbered in the text where the channel has no buttons. */
  choices?: Choice[]
}

/**
 * A line of a locale file with its values. A value named `words` is a person's own text: the one thing
 * a channel's limit may cut short.
 */
export interface Phrase {
  key: string
  values?: Record<string, string | number>
  /** When it is not the thread's. */
  language?: string
  /**
   * What is said instead when the event offers a link for originals, with it as `{{link}}`. The same key
   * as `key`: nothing is said without one.
   */
  linked?: string
  /** Stands right under the paragraph before it. */
  under?: true
}

/** Something to pick: its label's locale key and the data a button carries back. */
export interface Choice {
  label: string
  question: string
  choice: string
  /** The number to type; `0` is "I don't know" or "that is all". Absent: only a button, such as Done. */
  number?: number
  chosen?: boolean
}
