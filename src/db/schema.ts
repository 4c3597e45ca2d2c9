import type { Generated, JSONColumnType } from 'kysely'
import type { Answer } from '../conversation/answer.ts'
import type { Flag, Stage } from '../conversation/effect.ts'
import type { Reach, Silence } from '../conversation/event.ts'
import type { ChannelName } from '../channels/channel.ts'
import type { Bytes, Fixed, FixedTime, Time } from './columns.ts'
import type * as index from './index-tables.ts'
import type * as ledger from './ledger-tables.ts'
import type * as staff from './staff-tables.ts'

/**
 * The tables, and the project's words.
 *
 * - **line**: an agency's tip line: its numbers and bots, languages, notices, retention.
 * - **contact**: an address on a channel. Sealed, found through a blind index, shown as an alias.
 * - **thread**: the running conversation of one contact with one line. Holds the data key.
 * - **message**: anything that came in or went out, edits and notices included.
 * - **script**: the versioned questions. **answer**: an assertion, every version of it kept.
 * - **tip**: what investigators work on. A thread may hold several, one after another.
 * - **evidence**: one kept file. **derivative**: a working copy made from it. **upload link**: a page to
 *   send originals by.
 * - **event**: something that happened, written once. **leaf**, **node**, **checkpoint**, **time stamp**: the
 *   ledger that events are sealed into, so that nobody can rewrite them unseen.
 * - **follow-up**: an investigator's message into the thread.
 * - **investigator**: somebody who signs in. **api_token**: a program that does.
 *
 * Names are the same here and in SQL. `bytea` columns named `body`, `state`, `words`, `address` and
 * `source`, `manifest` and `metadata` are sealed with the thread's data key; `thread.key` is that key, wrapped by the key ring, and
 * null once the thread is erased. What is sealed is JSON with a random `salt` in it, and events name it
 * by the SHA-256 of that JSON: it proves the words to whoever has them and tells nothing to others.
 */
export interface Database {
  line: LineTable
  contact: ContactTable
  thread: ThreadTable
  message: MessageTable
  tip: TipTable
  answer: AnswerTable
  staff_coding: StaffCodingTable
  evidence: EvidenceTable
  derivative: DerivativeTable
  chore_mark: ChoreMarkTable
  upload_link: UploadLinkTable
  event: ledger.EventTable
  event_unsealed: ledger.EventUnsealedTable
  ledger_leaf: ledger.LedgerLeafTable
  ledger_node: ledger.LedgerNodeTable
  checkpoint: ledger.CheckpointTable
  time_stamp: ledger.TimeStampTable
  object_removal: index.ObjectRemovalTable
  chore: index.ChoreTable
  tip_code: index.TipCodeTable
  tip_place: index.TipPlaceTable
  tip_word: index.TipWordTable
  investigator: staff.InvestigatorTable
  investigator_account: staff.InvestigatorAccountTable
  investigator_session: staff.InvestigatorSessionTable
  investigator_verification: staff.InvestigatorVerificationTable
  rate_limit: staff.RateLimitTable
  api_token: staff.ApiTokenTable
}

export type Role = 'administrator' | 'supervisor' | 'investigator' | 'viewer' | 'auditor'
export type MessageStatus =
  'received' | 'replied' | 'queued' | 'sent' | 'delivered' | 'failed' | 'unknown'
export type TipStatus = 'new' | 'open' | 'waiting' | 'closed' | 'spam'
export type Severity = 'unrated' | 'low' | 'medium' | 'high' | 'critical'

export interface LineTable {
  id: Fixed<string>
  name: string
  /** Who runs it, as the notice says it. */
  agency: string
  default_language: string
  time_zone: string
  /** Numbers and bots that belong to the line. Empty: every address not claimed by another line. */
  addresses: Generated<string[]>
  /** The rest of the line's file; `lines/line.ts` says what is in it. */
  settings: JSONColumnType<object, string | undefined, string>
}

export interface ContactTable {
  thread_id: Fixed<string>
  line_id: Fixed<string>
  channel: Fixed<ChannelName>
  /** Null once the thread is erased: the same address then begins another. */
  address_index: Bytes | null
  /** Sealed `{ address, to, name }`. */
  address: Bytes | null
  /** A made-up name that staff see, like "Quiet Heron 41". */
  alias: Fixed<string>
  reach: Generated<Reach>
}

export interface ThreadTable {
  id: Fixed<string>
  line_id: Fixed<string>
  channel: Fixed<ChannelName>
  key: Bytes | null
  /**
   * Grows by one with every turn, and with whatever else turns are decided by. A save against another
   * version is refused.
   */
  version: number
  state: Bytes
  language: string
  /** The tip that new messages belong to. */
  tip_id: string | null
  created_at: FixedTime
  active_at: Time
  /** What the conversation waits for, and until when; both or neither. */
  due: Silence | null
  due_at: Time | null
}

export interface MessageTable {
  id: Fixed<string>
  thread_id: Fixed<string>
  line_id: Fixed<string>
  tip_id: string | null
  direction: Fixed<'in' | 'out'>
  kind: Fixed<
    'message' | 'button' | 'edit' | 'reach' | 'unreadable' | 'reply' | 'mark' | 'follow-up'
  >
  /** Unique per line for what came in. For what went out, the provider's id once known. */
  provider_id: string | null
  /** The provider's name of the message, unique within its thread. */
  provider_ref: string | null
  /** For a reply: the message it answered. For an edit: the message it changes. */
  about: Fixed<string | null>
  at: FixedTime
  status: MessageStatus
  error_code: string | null
  language: Fixed<string>
  script_key: Fixed<string | null>
  /** Investigator or token id behind a follow-up. */
  sent_by: Fixed<string | null>
  /** Sealed JSON: `InboundBody` or `Outgoing`. */
  body: Bytes
  /** When the provider's own copy was removed. */
  copy_removed_at: Time | null
}

export interface TipTable {
  id: Fixed<string>
  code: Fixed<string>
  thread_id: Fixed<string>
  line_id: Fixed<string>
  channel: Fixed<ChannelName>
  language: string
  stage: Stage
  status: Generated<TipStatus>
  severity: Generated<Severity>
  received_at: FixedTime
  submitted_at: Time | null
  /** The last turn, to the minute. */
  active_at: Time
  message_count: Generated<number>
  /** Messages from the person since an investigator last looked. */
  unread: Generated<number>
  evidence_count: Generated<number>
  assignee: string | null
  tags: Generated<string[]>
  flags: Generated<Flag[]>
  /** A legal hold: nothing of the tip is erased while it stands. */
  hold: Generated<boolean>
  /** Withdrawn: everything in it is erased after this moment. */
  erase_at: Time | null
  /** Erased: what is left are counts and times. */
  erased_at: Time | null
}

export interface AnswerTable {
  tip_id: Fixed<string>
  question: Fixed<string>
  version: Fixed<number>
  state: Fixed<Answer['state']>
  derived_by: Fixed<Answer['derived_by']>
  codes: Fixed<string[] | null>
  /** `Answer['moment']`, plain: times are for filters. */
  moment: JSONColumnType<NonNullable<Answer['moment']>> | null
  /** Place rounded to two decimals of a degree, about 1 km. */
  near: JSONColumnType<NonNullable<Answer['place']>> | null
  /** Where in the messages it was read, and whether somebody has said yes to it. */
  finding: JSONColumnType<NonNullable<Answer['finding']>> | null
  /** Sealed JSON: the whole `Answer`. The plain columns beside it are for filters. */
  words: Bytes | null
  message_ids: Fixed<string[]>
  script_version: Fixed<string>
  at: FixedTime
}

export interface StaffCodingTable {
  tip_id: Fixed<string>
  /** Grows by one with every change; what was coded before stays. */
  version: Fixed<number>
  /** Investigator or token id. */
  coded_by: Fixed<string>
  at: FixedTime
  /** Plain, for filters. */
  act_types: string[]
  /** Sealed JSON, `Coding` of `conversation/record.ts`. Null once the tip was erased. */
  coding: Bytes | null
}

export interface EvidenceTable {
  id: Fixed<string>
  thread_id: Fixed<string>
  tip_id: string | null
  /** Null for a file that came by an upload link. */
  message_id: Fixed<string | null>
  state: Generated<'fetching' | 'stored' | 'quarantined' | 'failed'>
  /** What the provider announced until the file is stored; then what its bytes say. */
  kind: 'photo' | 'video' | 'audio' | 'document'
  /** What the provider announced until the file is stored; then what its bytes say. */
  mime: string | null
  /** Bytes; what the provider announced until the file is stored. */
  size: number | null
  /** Sealed JSON: where to fetch it and its name. */
  source: Bytes
  received_at: FixedTime
  /** Counts the stored files of a tip from 1, in the order they were stored. */
  exhibit: number | null
  origin: Generated<'message' | 'upload'>
  upload_link_id: Fixed<string | null>
  copy_grade: Generated<CopyGrade>
  /** Address of the sealed bytes in the storage: the SHA-256 of them. */
  object: string | null
  /** Keyed hash of the bytes, to find the same file again. */
  same_as: Bytes | null
  /** Sealed JSON, written once when it is stored: hashes, size, type, name. */
  manifest: Bytes | null
  /** Sealed JSON: what was read from the file itself. */
  metadata: Bytes | null
  /** What the virus scanner said. `skipped`: none is configured. */
  scan: 'clean' | 'found' | 'skipped' | null
  /** `made`, or why there are no working copies; null until somebody looked into it. */
  copies: string | null
  /** Why the last try failed. */
  error_code: string | null
  tries: Generated<number>
  stored_at: Time | null
  /** An earlier file with the same bytes. */
  duplicate_of: string | null
  /** When the provider's own copy was removed. */
  copy_removed_at: Time | null
  /** An earlier picture that looks the same. */
  similar_to: string | null
  /** When it was last read back from the storage; null until it was once more since it was stored. */
  checked_at: Time | null
  /** How the storage was then found to have lost it; null while it is what came in. */
  damage: 'gone' | 'changed' | null
}

/** How near a file is to what the device recorded. */
export type CopyGrade =
  | 'original_file'
  | 'platform_recompressed'
  | 'screenshot'
  | 'screen_recording'
  | 'link_only'
  | 'unknown'

/** How far something has come that goes through rows by their time. */
export interface ChoreMarkTable {
  chore: Fixed<string>
  at: Time
}

export interface DerivativeTable {
  id: Fixed<string>
  evidence_id: Fixed<string>
  kind: Fixed<'thumbnail' | 'preview' | 'poster' | 'waveform'>
  mime: Fixed<string>
  size: Fixed<number>
  /** Address of the sealed bytes in the storage. */
  object: Fixed<string>
  /** Sealed JSON: hash, width, height, a picture's likeness. */
  manifest: Bytes
  /** Name and version of what made it. */
  tool: Fixed<string>
  at: FixedTime
}

export interface UploadLinkTable {
  id: Fixed<string>
  thread_id: Fixed<string>
  tip_id: string | null
  /** SHA-256 of the token, which comes from the thread's key and is kept nowhere. */
  token_hash: Bytes
  created_at: FixedTime
  expires_at: Time
  revoked_at: Time | null
}
