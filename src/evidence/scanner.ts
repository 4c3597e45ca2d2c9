/** A virus scanner. */
export interface Scanner {
  /** What it says of a file. Throws `scanner-unavailable` when it says nothing, to be asked again. */
  scan(bytes: ReadableStream<Uint8Array>): Promise<Scan>
}

/** `signature` is the scanner's name of what it found. */
export type Scan = { scan: 'clean' } | { scan: 'found'; signature: string } | { scan: 'skipped' }
