/**
 * Every failure we expect, by code. Anything else that is thrown is a bug, caught once per door and
 * answered with 500. `retryable` tells providers and jobs whether the same call may succeed later.
 */
export const failures = {
  'bad-request': { status: 400, retryable: false },
  'not-signed-in': { status: 401, retryable: false },
  'bad-signature': { status: 403, retryable: false },
  'not-allowed': { status: 403, retryable: false },
  'not-found': { status: 404, retryable: false },
  gone: { status: 410, retryable: false },
  conflict: { status: 409, retryable: true },
  'too-large': { status: 413, retryable: false },
  'cannot-reach': { status: 422, retryable: false },
  'too-many-requests': { status: 429, retryable: true },
  'not-here': { status: 501, retryable: false },
  'bad-config': { status: 500, retryable: false },
  'database-unavailable': { status: 503, retryable: true },
  'storage-unavailable': { status: 503, retryable: true },
  'provider-unavailable': { status: 503, retryable: true },
  'scanner-unavailable': { status: 503, retryable: true },
} as const

export type FailureCode = keyof typeof failures

/** An expected failure. `message` is for operators and never holds a person's words or address. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly status: (typeof failures)[FailureCode]['status']
  readonly retryable: boolean

  constructor(code: FailureCode, message: string = code, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.code = code
    this.status = failures[code].status
    this.retryable = failures[code].retryable
  }
}

/** Somebody asked us to come back, not before so many seconds have passed. */
export class AskedToWait extends Failure {
  readonly seconds: number

  constructor(seconds: number) {
    super('too-many-requests', 'the provider asked to wait')
    this.seconds = seconds
  }
}
