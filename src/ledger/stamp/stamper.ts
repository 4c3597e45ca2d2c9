/** Asks time-stamping authorities and reads what they answered (RFC 3161). Needs Node. */
export interface Stamper {
  /** Has a text stamped. Throws when the authority does not answer, or not for this text. */
  stamp(authority: string, text: string): Promise<Stamp>
  /** What a response says. Throws when it is not a signed stamp of this text. */
  read(response: Uint8Array, text: string): Promise<StampFacts>
}

/** A request and the response to it, both whole, in DER. */
export interface Stamp {
  request: Uint8Array
  response: Uint8Array
}

/** When a text surely existed, and whose certificate says so. */
export interface StampFacts {
  at: Date
  by: string
}
