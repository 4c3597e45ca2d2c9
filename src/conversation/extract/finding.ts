import type { Answer } from '../answer.ts'
import type { Vocabulary } from '../script.ts'
import type { Token } from './tokens.ts'

/** Where words stand in a text: UTF-16 offsets, the end not included. */
export interface Span {
  start: number
  end: number
}

/**
 * Something the words seem to say about a question. It is an offer, never an answer: it counts once
 * the person, or staff, has said yes to it. `quote` is the text between the span's offsets.
 */
export interface Finding {
  question: string
  value: FoundValue
  span: Span
  quote: string
}

type FoundValue =
  | { codes: readonly string[] }
  | { moment: NonNullable<Answer['moment']> }
  | { place: NonNullable<Answer['place']> }
  /** The quote is the value. */
  | { words: string }

/** What the words are read with. `at` is when they were written, in Unix milliseconds. */
export interface Reading {
  at: number
  time_zone: string
  language: string
  vocabulary: Vocabulary
}

/** One kind of thing to look for. It may find more than one, and leaves out what is not plain. */
export type Finder = (text: Text, reading: Reading) => Finding[]

/** A text with its tokens, read once for all finders. */
export interface Text {
  words: string
  tokens: readonly Token[]
}

/** A finding about the words between two offsets. */
export function finding(text: Text, question: string, span: Span, value: FoundValue): Finding {
  return { question, value, span, quote: text.words.slice(span.start, span.end) }
}
