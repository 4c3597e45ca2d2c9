import type { Spoilt } from '../evidence/workshop.ts'
import type { Printed } from '../export/report/press.ts'
import type { Report } from '../export/report/report.ts'
import type { Spoken } from './fonts.ts'

/** What is asked of the process that sets reports, one at a time. */
export interface PressOrder {
  report: Report
  /** Every word of it, for choosing fonts. */
  words: Spoken[]
  /** How it is set, in the typesetter's language. */
  template: string
  /** Unix milliseconds. */
  at: number
}

/** What comes back. */
export type PressAnswer = Printed | Spoilt

/** The longest report of a tip with thousands of messages takes a tenth of it. */
export const pressSeconds = 120
