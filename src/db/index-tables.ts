import type { Generated } from 'kysely'
import type { Fixed, FixedTime, Time } from './columns.ts'

/** A sealed file of an erased tip, to be removed from the storage once nothing else names it. */
export interface ObjectRemovalTable {
  object: Fixed<string>
  at: FixedTime
}

/** When something that the clock does now and then was last done, and how far it has come. */
export interface ChoreTable {
  name: Fixed<string>
  at: Time
  position: Generated<number>
}

/** The codes of a tip's latest answers to `agency` and `acts`. A trigger keeps it. */
export interface TipCodeTable {
  tip_id: Fixed<string>
  question: Fixed<string>
  code: Fixed<string>
}

/** Where it was, to about 1 km, as the latest answer says. A trigger keeps it. */
export interface TipPlaceTable {
  tip_id: Fixed<string>
  latitude: Fixed<number>
  longitude: Fixed<number>
}

/** Keyed hashes of the words in a tip's messages, 64 bits each. */
export interface TipWordTable {
  tip_id: Fixed<string>
  words: string[]
}
