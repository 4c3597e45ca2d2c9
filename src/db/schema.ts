import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { Answer } from '../conversation/answer.ts'
import type { Flag, Stage } from '../conversation/effect.ts'
import type { Reach, Silence } from '../conversation/event.ts'
import type { ChannelName } from '../channels/channel.ts'

/**
 * The tables, and the project's words.
 *
 * - **line**: an agency's tip line: its numbers and bots, languages, notices, retention.
 * - **contact**: an address on a channel. Sealed, found through a blind index, shown as an alias.
 * - **thread**: the running conversation of one contact with one line. Holds the data key.
 * - **message**: anything that came in or went out, edits and notices included.
 * - **script**: the versioned questions. **answer**: an assertion, every version of it kept.
 * - **tip**: what investigators work on. A thread may hold several, one after another.
 * - **evidence**: one kept file.
 * - **follow-up**: an investigator's message into the thread.
 * - **investigator**: somebody who signs in. **api_token**: a program that does.
 *
 * Names are the same here and in SQL. `bytea` columns named `body`, `state`, `words`, `address` and
 * `source` are sealed with the thread's data key; `thread.key` is that key, wrapped by the key ring, and
 * null once the thread is erased.
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
  investigator: InvestigatorTable
  investigator_account: InvestigatorAccountTable
  investigator_session: InvestigatorSessionTable
  investigator_verification: InvestigatorVerificationTable
  rate_limit: RateLimitTable
  api_token: ApiTokenTable
}

export type Role = 'administrator' | 'supervisor' | 'investigator' | 'viewer' | 'auditor'
export type MessageStatus =
  'received' | 'replied' | 'queued' | 'sent' | 'delivered' | 'failed' | 'unknown'
export type TipStatus = 'new' | 'open' | 'waiting' | 'closed' | 'spam'
export type Severity = 'unrated' | 'low' | 'medium' | 'high' | 'critical'

/** Written once, never changed. */
type Fixed<T> = ColumnType<T, T, never>
/** Drivers read `timestamptz` as Date. */
type Time = ColumnType<Date, Date | string, Date | string>
type FixedTime = ColumnType<Date, Date | string, never>
type Bytes = ColumnType<Uint8Array, Uint8Array, Uint8Array>

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
  /** Grows by one with every turn. A save against another version is refused. */
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
  /** Sealed JSON `{ words, place }`. */
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
  message_id: Fixed<string>
  state: Generated<'fetching' | 'stored' | 'quarantined' | 'failed'>
  kind: Fixed<'photo' | 'video' | 'audio' | 'document'>
  mime: string | null
  /** Bytes; what the provider announced until the file is stored. */
  size: number | null
  /** Sealed JSON: where to fetch it and its name. */
  source: Bytes
  received_at: FixedTime
}

export interface InvestigatorTable {
  id: Fixed<string>
  email: string
  name: string
  role: Generated<Role>
  email_verified: Generated<boolean>
  image: string | null
  created_at: FixedTime
  updated_at: Time
}

export interface InvestigatorAccountTable {
  id: Fixed<string>
  account_id: string
  provider_id: string
  user_id: string
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: Time | null
  refresh_token_expires_at: Time | null
  scope: string | null
  password: string | null
  created_at: FixedTime
  updated_at: Time
}

export interface InvestigatorSessionTable {
  id: Fixed<string>
  user_id: string
  token: string
  expires_at: Time
  ip_address: string | null
  user_agent: string | null
  created_at: FixedTime
  updated_at: Time
}

export interface InvestigatorVerificationTable {
  id: Fixed<string>
  identifier: string
  value: string
  expires_at: Time
  created_at: FixedTime
  updated_at: Time
}

export interface RateLimitTable {
  /** A keyed hash of what is limited: an e-mail or network address never stands here. */
  key: Fixed<string>
  count: number
  since: Time
}

export interface ApiTokenTable {
  id: Fixed<string>
  name: string
  role: Role
  /** SHA-256 of the token; the token itself is shown once. */
  hash: Bytes
  created_at: FixedTime
  last_used_at: Time | null
}
