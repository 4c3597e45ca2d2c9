import type { Deps } from '../deps.ts'
import { openLinkById } from '../evidence/upload/link.ts'
import { linkToken, tokenHash } from '../evidence/upload/token.ts'
import { listLinkIds } from './store.ts'

/**
 * Hashes of the tokens by which files can still be sent into a thread. Whoever got a package could do that
 * too, so they leave in none; ended links harm nobody.
 */
export type Tokens = ReadonlySet<string>

/** The tokens of a thread's links that still work. */
export async function workingTokens(deps: Deps, thread_id: string): Promise<Tokens> {
  const ids = await listLinkIds(deps.db, thread_id)
  const links = await Promise.all(ids.map((id) => openLinkById(deps, id)))
  const working = links.filter((link) => link !== undefined)
  return new Set(working.map(({ key, id }) => named(linkToken(key, id))))
}

/** What may be a token, however it was typed. */
const candidates = /(?<![0-9a-z])[0-9a-z](?:-?[0-9a-z]){11}(?![0-9a-z])/gi
const mark = '[withheld]'

/** Whether a working link can be read in a text. */
export function holdsToken(text: string, tokens: Tokens): boolean {
  return hideTokens(text, tokens) !== text
}

/** The same value with a mark in place of every token, as long as it: offsets in texts stay true. */
export function withoutTokens<T>(value: T, tokens: Tokens): T {
  if (tokens.size === 0) return value
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? hideTokens(part, tokens) : part,
  )
}

function hideTokens(text: string, tokens: Tokens): string {
  if (tokens.size === 0) return text
  return text.replace(candidates, (word) =>
    tokens.has(named(word)) ? mark.padEnd(word.length, '·') : word,
  )
}

function named(token: string): string {
  return Buffer.from(tokenHash(token)).toString('hex')
}
