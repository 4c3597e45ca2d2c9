import type { Flag, Stage } from './effect.ts'
import type { Found, Given, TipState } from './state.ts'

/**
 * What can happen to a thread. Events are past tense, carry their own time and identifiers, and are
 * the only way the world reaches the pure core: no clock, no randomness, no network behind it.
 */

/** A file that came with a message, already given its evidence id by the shell. */
interface ReceivedFile {
  id: string
  kind: 'photo' | 'video' | 'audio' | 'document'
}

/** A shared location, in degrees (WGS 84). `label` is the place's name where the app sends one. */
interface SharedPlace {
  latitude: number
  longitude: number
  label?: string
}

interface Happened {
  /** Unix milliseconds, UTC. */
  at: number
  /** Id of the message row this event is kept as. */
  id: string
}

/** What a person does may meet a tip that the law forbids to erase: a legal hold stands on it. */
interface Done extends Happened {
  held?: true
}

/** Words, files or a place from the person. Text is exactly as it came, possibly empty. */
export interface MessageReceived extends Done {
  type: 'message-received'
  text: string
  files: ReceivedFile[]
  place?: SharedPlace
  /** Items of one album share a group; only the first of a group is answered. */
  group?: string
  /** Best guess of the language of a first message (BCP 47, one of the script's), from text and app. */
  language_hint?: string
  /** Identity for a tip that this event may open. Random, made by the shell. */
  fresh: FreshTip
}

export interface FreshTip {
  id: string
  /** Shown to the person, like `T-7F3K-92QM`. */
  code: string
}

/** A press of a button that a question offered; the question is named, so late presses count too. */
export interface ButtonPressed extends Done {
  type: 'button-pressed'
  question: string
  choice: string
  /** The provider's reference of the message that carries the buttons. */
  ref?: string
  language_hint?: string
  fresh: FreshTip
}

/** The person changed an earlier message. The new words are kept as a version of it. */
export interface MessageEdited extends Happened {
  type: 'message-edited'
  text: string
}

/** The person, or their carrier, stopped or allowed messages from us. Never answered. */
interface ReachChanged extends Happened {
  type: 'reach-changed'
  reach: Reach
}

/** Something came that we could not read. It is kept raw; the thread goes on. */
export interface UnreadableReceived extends Done {
  type: 'unreadable-received'
  fresh: FreshTip
}

/** A tip that staff ask about, as it stands. `answers`: what more words may be added to. */
export interface AskedTip {
  id: string
  code: string
  stage: Stage
  flags: Flag[]
  answers: Record<string, Given>
}

/** An investigator wrote into the thread. Text is sent as typed, or as the template has it. */
export interface FollowUpSent extends Happened {
  type: 'follow-up-sent'
  /** What it is about, when that is not the tip that is being told. */
  tip?: AskedTip
  text: string
  language: string
  /** The template it was made from, one of `conversation/templates.ts`. */
  template?: string
}

/** Staff said whether what was read from an account is right. */
export interface FindingSettled extends Happened {
  type: 'finding-settled'
  tip: string
  question: string
  right: boolean
  /** The finding as it stands in the record. */
  found: Found
}

/** Nothing came for as long as a `wake-at` effect asked to wait. */
export interface SilencePassed extends Happened {
  type: 'silence-passed'
  after: Silence
}

/** A person is to get a link for originals: a file was too big for the channel, or staff ask for one. */
export interface LinkOffered extends Happened {
  type: 'link-offered'
  because: 'too-big' | 'asked'
  /** The tip it is for, which may be an older one of the thread. */
  tip: string
}

/** What came by the links of a tip, or whether one still works, is no longer what it was. */
export interface UploadsNoted extends Happened {
  type: 'uploads-noted'
  tip: string
  /** How many files of each kind have come by link, all together. */
  files: TipState['files']
  /** One of its links can be used. */
  works: boolean
}

/** What a silence is waited for: a few seconds for late parts, a reminder, the end of patience. */
export type Silence = 'pause' | 'reminder' | 'hand-in'

export type Event =
  | MessageReceived
  | ButtonPressed
  | MessageEdited
  | ReachChanged
  | UnreadableReceived
  | FollowUpSent
  | FindingSettled
  | SilencePassed
  | LinkOffered
  | UploadsNoted

/** Whether the person can be written to, and if not, why. */
export type Reach = 'yes' | 'opted_out' | 'blocked' | 'unreachable'
