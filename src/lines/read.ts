import type { z } from 'zod'
import { Failure } from '../errors.ts'
import { LineFile } from './line.ts'

/** Reads a line's file. Throws `bad-config` with one row that names the field and what it must be. */
export function readLineFile(given: unknown): LineFile {
  const parsed = LineFile.safeParse(given)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Failure('bad-config', `line file: ${describe(issue)}`)
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  const field = issue?.path.join('.') || 'the file'
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => [...issue.path, key].join('.'))
    return `${keys.join(', ')} is not a setting of a line`
  }
  if (issue?.code === 'invalid_key') return `${field} is not one of the languages`
  return `${field} must be ${expected(issue?.message ?? 'valid')}`
}

/** Our own messages complete the sentence; the library's are turned so that they do. */
function expected(message: string): string {
  return message
    .replace(/^Invalid (input|option): (expected )?/, '')
    .replace(/, received (.*)$/, ', not $1')
}
