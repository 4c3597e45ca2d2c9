/**
 * Classes of SQLSTATE that say the server is away, full or shutting down rather than that the
 * statement is wrong: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const awayClasses = new Set(['08', '53', '57', '58'])
const driverWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after|PGlite is (closed|closing)|driver has already been destroyed)/

/** How the system says that a wire broke. Files fail with codes too, such as ENOSPC: those are no outage. */
const broken =
  /^(ECONNABORTED|ECONNREFUSED|ECONNRESET|EHOSTDOWN|EHOSTUNREACH|ENETDOWN|ENETUNREACH|EPIPE|ETIMEDOUT)$/
/** Calls that only connections make. A server on the same machine may have a path that is not there yet. */
const connecting = ['connect', 'getaddrinfo']

/** True when an error means that the database cannot be reached now, so that nothing was kept. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isOutage)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const dials = 'syscall' in error && connecting.includes(String(error.syscall))
  if (dials || broken.test(code)) return true
  if (/^[0-9A-Z]{5}$/.test(code)) return awayClasses.has(code.slice(0, 2))
  return driverWords.test(error.message)
}
