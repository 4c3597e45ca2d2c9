import type { Spoilt } from '../../evidence/workshop.ts'
import type { Report } from './report.ts'

/** A font with just the letters that a report needs of it. */
export interface Face {
  family: string
  weight: 400 | 700
  /** Every letter that it draws. */
  letters: string
  bytes: Uint8Array
}

/** A report, set. */
export interface Printed {
  pdf: Uint8Array
  faces: Face[]
  /** For every language the families of its text, the first choice first. */
  families: Record<string, string[]>
}

/**
 * Sets reports. `at` is the time that the file gives as its own, in Unix milliseconds. What cannot be set, or
 * takes too long, ends as a code.
 */
export interface Press {
  print(report: Report, at: number): Promise<Printed | Spoilt>
}
