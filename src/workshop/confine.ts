/**
 * A command and what it is given, with its memory limited by the system: what a few bytes unpack to must not
 * take the machine down. Windows has no such limit.
 */
export function confined(
  command: string,
  given: readonly string[],
  megabytes: number,
): [string, string[]] {
  if (process.platform === 'win32') return [command, [...given]]
  const limit = `ulimit -v ${megabytes * 1000} 2>/dev/null; exec "$0" "$@"`
  return ['/bin/sh', ['-c', limit, command, ...given]]
}
