import { Failure } from '../errors.ts'
import type { Recorded } from './record.ts'

/** What somebody wanted, of which thread and tip. */
export type Wanted = Pick<Recorded, 'thread_id' | 'tip_id' | 'details'>

/** A `not-allowed` that knows what was wanted. The guard writes it down, as it does every refusal. */
export class Refusal extends Failure {
  readonly wanted: Wanted

  constructor(message: string, wanted: Wanted) {
    super('not-allowed', message)
    this.wanted = wanted
  }
}
