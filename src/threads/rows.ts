import type { Selectable } from 'kysely'
import type { ChannelName } from '../channels/channel.ts'
import type { Answer } from '../conversation/answer.ts'
import type { Flag, Stage } from '../conversation/effect.ts'
import type { Reach, Silence } from '../conversation/event.ts'
import type { EvidenceTable, MessageStatus, MessageTable } from '../db/schema.ts'
import type { Happening } from '../ledger/event.ts'

/**
 * What turns write, as `saveRows` takes it, with times in ISO 8601. Each row
 * names its thread, since a turn that lost a race leaves nothing behind; the line, the moment and the
 * language are the thread's row's.
 */
export interface Rows {
  threads: ThreadRow[]
  contacts: ContactRow[]
  reaches: { thread_id: string; reach: Reach }[]
  messages: MessageRow[]
  tips: TipRow[]
  answers: AnswerRow[]
  evidence: EvidenceRow[]
  events: EventRow[]
  links: LinkRow[]
}

export interface ThreadRow {
  id: string
  line_id: string
  channel: ChannelName
  /** Only with a new thread. */
  key?: Uint8Array
  version: number
  state: Uint8Array
  language: string
  tip_id: string | null
  at: string
  due?: Silence
  due_at?: string
  /** The provider's id of what came. A turn whose delivery is known is a repeat. */
  delivery?: string
}

export interface ContactRow {
  thread_id: string
  address_index: Uint8Array
  address: Uint8Array
  alias: string
  reach: Reach
}

export interface MessageRow {
  id: string
  thread_id: string
  tip_id: string | null
  direction: 'in' | 'out'
  kind: Selectable<MessageTable>['kind']
  provider_id?: string
  provider_ref?: string
  about?: string
  status: MessageStatus
  script_key?: string
  sent_by?: string
  body: Uint8Array
}

/** A tip with a `code` is new; without, the numbers are added to what stands. */
export interface TipRow {
  id: string
  code?: string
  thread_id: string
  stage?: Stage
  submitted_at?: string
  messages: number
  unread: number
  files: number
  /** An investigator asked: the tip waits for the person. */
  asked?: true
  /** All flags as they now stand. */
  flags?: Flag[]
  severity?: 'critical'
  erase_at?: string
}

export interface AnswerRow {
  thread_id: string
  tip_id: string
  question: string
  version: number
  state: Answer['state']
  derived_by: Answer['derived_by']
  codes?: string[]
  moment?: Answer['moment']
  near?: Answer['place']
  finding?: Answer['finding']
  words: Uint8Array
  message_ids: string[]
  script_version: string
}

export interface EvidenceRow {
  id: string
  thread_id: string
  tip_id: string | null
  message_id: string
  kind: Selectable<EvidenceTable>['kind']
  mime?: string
  size?: number
  source: Uint8Array
}

/** What the ledger keeps of the turn. */
export interface EventRow extends Happening {
  thread_id: string
  tip_id: string | null
}

/** A link for originals. */
export interface LinkRow {
  id: string
  thread_id: string
  tip_id: string
  token_hash: Uint8Array
  expires_at: string
}

/** Empty sets, to be filled. */
export function noRows(): Rows {
  return {
    threads: [],
    contacts: [],
    reaches: [],
    messages: [],
    tips: [],
    answers: [],
    evidence: [],
    events: [],
    links: [],
  }
}
