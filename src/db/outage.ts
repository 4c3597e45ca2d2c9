/**
 * Classes of SQLSTATE that say the server is away, full or shutting down rather than that the
 * statement is wrong: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const awayClasses = new Set(['08', '53', '57', '58'])
const driverWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after|PGlite is (closed|closing)|driver has already been destroyed)/

/** True when an error means that the database cannot be reached now, so that nothing was kept. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isOutage)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (/^[0-9A-Z]{5}$/.test(code)) return awayClasses.has(code.slice(0, 2))
  return /^E[A-Z]{3,}/.test(code) || driverWords.test(error.message)
}
