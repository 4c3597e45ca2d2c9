import { z } from 'zod'
import { dangers } from '../conversation/script.ts'
import { type KeyRing } from '../seal/keys.ts'
import { openToken, sealToken } from '../seal/token.ts'
import { Cursor } from '../tips/cursor.ts'
import { channels, stages } from '../tips/record.ts'
import { statuses } from '../tips/status.ts'
import { Storable } from '../tips/storable.ts'

/** What makes a tip stand out in the list. */
export const flags = ['happening_now', ...dangers] as const
const word = Storable.trim().min(1).max(200).optional().catch(undefined)

/** Codes and ids, as addresses say them. A value that means nothing narrows nothing. */
const Coded = z.object({
  status: z.enum(statuses).optional().catch(undefined),
  stage: z.enum(stages).optional().catch(undefined),
  channel: z.enum(channels).optional().catch(undefined),
  language: Storable.min(2).max(35).optional().catch(undefined),
  flag: z.enum(flags).optional().catch(undefined),
  agency: word,
  act: word,
  line: word,
  cursor: Cursor.catch(undefined),
})

/** What somebody typed, and who has the tip. Addresses lie in logs and histories: there it stands sealed. */
const Written = z.object({
  q: word,
  tag: word,
  assignee: z.email().optional().catch(undefined),
})

/** What the list is narrowed to. */
export interface Query extends z.infer<typeof Coded>, z.infer<typeof Written> {
  /** What was written, sealed. */
  find?: string | undefined
}

const purpose = 'find'

/** Reads an address. A token that no key opens is left out. */
export function readQuery(keys: KeyRing, { find, ...rest }: Record<string, string>): Query {
  const coded = Coded.parse(rest)
  const written = find === undefined ? undefined : Written.safeParse(openToken(keys, purpose, find))
  return written?.success ? { ...coded, ...written.data, find } : coded
}

/** Reads what a form sent, or the parts of another list, and seals what was written. */
export function sealQuery(keys: KeyRing, form: Record<string, unknown>): Query {
  const written = Written.parse(form)
  const isEmpty = Object.values(written).every((value) => value === undefined)
  const find = isEmpty ? undefined : sealToken(keys, purpose, written)
  return { ...Coded.parse(form), ...written, find }
}

/** Whether the list leaves anything out. */
export function isFiltered(query: Query): boolean {
  return Object.values(query).some((value) => value !== undefined)
}

/** The names of what narrows the list. */
export function narrowedBy({ cursor: _, find: __, ...filter }: Query): string[] {
  return Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : name))
}

/** The query string of the same list, some of it replaced. */
export function search(query: Query, change: Record<string, string | undefined> = {}): string {
  const { cursor: _, q: __, tag: ___, assignee: ____, ...filter } = query
  const pairs = Object.entries({ ...filter, ...change }).filter(([, value]) => value)
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, value ?? ''])).toString()
  return text && `?${text}`
}
