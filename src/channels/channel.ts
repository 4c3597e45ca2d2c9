import type { Reach } from '../conversation/event.ts'
import type { CopyGrade } from '../db/schema.ts'

/**
 * What a network must be able to do to be a channel of a line. One file each, listed in `index.ts`;
 * nothing outside this folder asks which channel it is dealing with.
 */
export interface Channel {
  name: ChannelName
  /** How the network limits and draws what we say. */
  traits: Traits
  /** The body that answers the webhook and carries the reply home. `null` is a silent receipt. */
  answer(reply: Delivery | null): WebhookAnswer
  /** Sends outside a webhook. Never throws for what the provider says; see `Sent`. */
  send(delivery: Delivery): Promise<Sent>
  /** Asks for a file that came with a message. Never throws for what the provider does; see `Fetched`. */
  fetchFile(file: FileToFetch): Promise<Fetched>
  /** Removes what the provider keeps of it. Absent where there is nothing that could be removed. */
  removeCopy?(copy: ProviderCopy): Promise<Removal>
}

export type ChannelName = 'sms' | 'whatsapp' | 'rcs' | 'telegram'

export interface Traits {
  /** Longest text, in UTF-16 units. */
  limit: number
  /** Choices are drawn as buttons as well as numbers. */
  buttons: boolean
  /** Costs money by the segment (GSM 03.38 / UCS-2), so the console shows the count. */
  segments: boolean
}

/** What leaves, and to whom. `address` is the opened address; it never reaches a log. */
export interface Delivery {
  address: string
  /** The line's own address that the person wrote to, where the provider needs one to send from. */
  from: string
  /** Our id of the message, which the provider hands back with delivery states. */
  message_id: string
  outgoing: Outgoing
}

/** A rendered message, kept sealed exactly so, and sent exactly so. */
export type Outgoing =
  | { type: 'text'; text: string; buttons?: Button[] }
  | { type: 'buttons'; ref: string; buttons: Button[] }

export interface Button {
  label: string
  /** At most 64 bytes, `question:choice`. */
  data: string
}

export interface WebhookAnswer {
  content_type: string
  body: string
}

/** How a send ended. `unknown` means it may have left: never resend blindly. */
export type Sent =
  | { status: 'sent'; provider_id: string }
  | { status: 'unknown' }
  | { status: 'failed'; code: string; retry_after?: number; retryable: boolean; reach?: Reach }

/** One webhook request, understood. Everything the provider sent is in `raw`. */
export interface Inbound {
  channel: ChannelName
  /** Unique per line: a repeat of it is the same delivery. */
  provider_id: string
  /** The provider's name of the message itself, which edits and buttons refer to. */
  provider_ref?: string
  /** The person's address: a number in E.164 or a chat id. */
  from: string
  /** The line's address: its number, or `bot`. */
  to: string
  /** The name the network shows for the person, sealed with the address. */
  name?: string
  language_hint?: string
  raw: string
  content: InboundContent
}

export type InboundContent =
  | {
      type: 'message'
      text: string
      files: InboundFile[]
      place?: { latitude: number; longitude: number; label?: string }
      group?: string
      /** The carrier or provider has answered already; we must not. */
      answered_elsewhere?: boolean
      /** The message also changes whether we may write. */
      reach?: Reach
    }
  | { type: 'button'; question: string; choice: string; ref?: string; press_id?: string }
  | {
      type: 'edit'
      text: string
      /** All files that the message holds now: those it held before, too. */
      files?: InboundFile[]
      /** A live location that has moved on. */
      moves?: true
    }
  | { type: 'reach'; reach: Reach }
  | { type: 'unreadable' }

/** A file to fetch later. `source` holds what fetching needs (a media address or file id), sealed. */
export interface InboundFile {
  kind: 'photo' | 'video' | 'audio' | 'document'
  source: FileSource
  name?: string
  mime?: string
  /** Bytes, where the provider says. */
  size?: number
}

/** `untouched`: the person had it sent as it is. */
export type FileSource = { url: string } | { file_id: string; unique_id: string; untouched?: true }

/** A file of a message, as it was kept when the message came. */
export interface FileToFetch extends Pick<InboundFile, 'kind' | 'source'> {
  /** How many bytes we take. */
  most: number
}

/** How asking for a file ended. The stream errors if the bytes break off. */
export type Fetched =
  | {
      status: 'fetched'
      bytes: ReadableStream<Uint8Array>
      mime?: string
      size?: number
      copy_grade: CopyGrade
    }
  | { status: 'failed'; code: FetchFault; patience: Patience }

/** Why there is no file: codes of `evidence/fail.ts`, and `not-configured`. */
export type FetchFault =
  | 'empty'
  | 'gone'
  | 'not-configured'
  | 'not-ours'
  | 'refused'
  | 'too-large'
  | 'too-large-for-telegram'
  | 'unreachable'

/** How long it is worth trying again: not at all, for an hour or so, or for days. */
export type Patience = 'none' | 'short' | 'long'

/** Something of ours that the provider still keeps. */
export type ProviderCopy =
  { type: 'file'; source: FileSource } | { type: 'message'; provider_ref: string }

/** How removing a copy ended. One that was not there is removed. */
export type Removal = { status: 'removed' } | { status: 'failed'; code: string; patience: Patience }
