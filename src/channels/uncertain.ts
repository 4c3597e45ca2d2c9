import type { Sent } from './channel.ts'

/**
 * Codes of errors that happen before a request leaves: no name, no connection. They are undici's and
 * the system's; a runtime that reports others is treated as uncertain.
 */
const beforeLeaving = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

/**
 * How a send ended whose request threw. Neither provider can tell a repeat from a new message, so
 * only what surely never left may be sent again.
 */
export function sendThatThrew(error: unknown): Sent {
  return neverLeft(error)
    ? { status: 'failed', code: 'no-connection', retryable: true }
    : { status: 'unknown' }
}

/** By an error and what caused it. Whatever goes wrong in connecting, a missing route too, is before. */
function neverLeft(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('syscall' in error && error.syscall === 'connect') return true
  if ('code' in error && beforeLeaving.includes(String(error.code))) return true
  // Several addresses of a host fail as an aggregate.
  return error instanceof AggregateError ? error.errors.every(neverLeft) : neverLeft(error.cause)
}
