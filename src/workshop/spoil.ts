import type { Spoilt, SpoiltCode } from '../evidence/workshop.ts'

/** Thrown within the workshop when a file cannot be looked into. */
export class Spoil extends Error {
  readonly code: SpoiltCode

  constructor(code: SpoiltCode) {
    super(code)
    this.code = code
  }
}

/** Runs a piece of work and turns what a file did to it into a code. */
export async function orSpoilt<T>(work: () => Promise<T>): Promise<T | Spoilt> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Spoil) return { spoilt: error.code }
    throw error
  }
}
