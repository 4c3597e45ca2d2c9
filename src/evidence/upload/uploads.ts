import type { KeyObject } from 'node:crypto'
import type { OpenLink } from './link.ts'

/** A file on its way in by a link. */
export interface Coming {
  /** The id its evidence row will have. */
  id: string
  size: number
  /** As the sender's phone names and announces it. */
  name?: string | undefined
  mime?: string | undefined
}

/** A file of which bytes lie here. */
export interface Waiting {
  id: string
  link_id: string
  size: number
  /** How many bytes of it have come. */
  offset: number
  /** When the last of them did. */
  touched: Date
}

/** What the protocol asks of the line while a file comes. */
export interface Reception {
  /** Whether the file may begin; else why not. */
  begin(coming: Coming): Promise<'fine' | Refusal>
  /** All of its bytes are safely here. May be told more than once. */
  arrived(coming: Coming): Promise<void>
  /** The size of a file that arrived by this link and lies elsewhere by now. */
  sizeOf(id: string): Promise<number | undefined>
}

export type Refusal = 'empty' | 'too-large' | 'too-many' | 'no-room'

/**
 * Files on their way in, unreadable to others while they wait, and the protocol by which large ones come
 * piece by piece (tus 1.0). On Workers there is none: only small files come, and are kept at once.
 */
export interface Uploads {
  /** Answers one request of the protocol. */
  answer(request: Request, link: OpenLink, reception: Reception): Promise<Response>
  /** Takes a small file at once. */
  put(link: OpenLink, coming: Coming, bytes: Uint8Array): Promise<void>
  /** What comes by the link and is not all here yet. */
  unfinished(link_id: string): Promise<Waiting[]>
  /** Files to which nothing was added since then. */
  quietSince(moment: Date): Promise<Waiting[]>
  /** Whether so many bytes more fit on the disk. */
  hasRoom(bytes: number): Promise<boolean>
  /** What was said of a file when it began. */
  describe(id: string, key: KeyObject): Promise<Coming | undefined>
  /** Its bytes. Throws `not-found`. */
  open(id: string, key: KeyObject): Promise<ReadableStream<Uint8Array>>
  /** Removes it; nothing there is fine. */
  remove(id: string): Promise<void>
}
