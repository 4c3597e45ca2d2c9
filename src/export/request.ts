import type { Deps } from '../deps.ts'
import type { TipRow } from '../tips/store.ts'

/** What somebody asks to be put together, and why. */
export interface ExportRequest {
  /** Who asks: `command`, or staff by the id of the investigator or token. */
  by: 'command' | `staff:${string}`
  /** The language of the report's labels. */
  language: 'en' | 'es'
  /** The address behind the tip and what the provider sent, in a bag of its own, instead of the tip. */
  identity: boolean
  /** Words that views hide are shown. */
  unmasked: boolean
  /** Needed for `identity` and `unmasked`. */
  reason?: string | undefined
  /** age recipients (`age1…`). The identity leaves only encrypted. */
  to: string[]
}

/** A tip packed into one file. */
export interface Package {
  /** Of the file. */
  name: string
  type: string
  bytes: ReadableStream<Uint8Array>
}

/** Packs tips. Only Node has one: it needs fonts and a typesetter. */
export interface Exporter {
  /**
   * Begins a package as one zip file, encrypted to `to` if anybody is named. Who asked is in the ledger
   * before anything leaves. Throws `conflict` for a tip that was taken back, `bad-request` for a reason or
   * recipient that is missing or is none.
   */
  pack(deps: Deps, tip: TipRow, request: ExportRequest): Promise<Package>
}
