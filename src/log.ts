import pino from 'pino'

/** Ids and codes by name. Words, numbers, names and tokens have no place here. */
export type LogFields = Record<string, string | number | boolean | undefined>

export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  /** The error's own message is not written: libraries put values into theirs. */
  error(event: string, fields?: LogFields, error?: unknown): void
}

/** Logs JSON lines through pino, letting only ids, codes and stack positions through. */
export function createLog(level: string): Log {
  const out = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
  return {
    info: (event, fields) => out.info(fields ?? {}, event),
    warn: (event, fields) => out.warn(fields ?? {}, event),
    error: (event, fields, error) => out.error({ ...fields, ...describe(error) }, event),
  }
}

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return {}
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // The stack begins with the message, of which a line may look like a position.
  const { stack = '', message } = error
  const from = stack.indexOf(message)
  const frames = stack
    .slice(from < 0 ? 0 : from + message.length)
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
  return { error: error.name, code, at: frames.slice(0, 6).join(' ').trim() }
}
