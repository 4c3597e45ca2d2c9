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
  return codesOf(error).some((code) => beforeLeaving.includes(code))
    ? { status: 'failed', code: 'no-connection', retryable: true }
    : { status: 'unknown' }
}

/** The code of an error and of what caused it; several addresses of a host fail as an aggregate. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  return [...own, ...codesOf(error.cause)]
}
