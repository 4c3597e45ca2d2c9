import { hash, hkdfSync, type KeyObject } from 'node:crypto'
import type { Config } from '../../config.ts'

/** Crockford's base 32: no i, l, o, u. Read aloud, written by hand and typed on old phones. */
const symbols = '0123456789abcdefghjkmnpqrstvwxyz'
/** Twelve symbols are 60 bits. */
const places = 12

/**
 * The token of an upload link. It is derived from the thread's key, so that it can be said again without
 * being kept anywhere, and is gone for good with the key.
 */
export function linkToken(key: KeyObject, link_id: string): string {
  const bits = BigInt(
    `0x${Buffer.from(hkdfSync('sha256', key, link_id, 'upload-link', 8)).toString('hex')}`,
  )
  return Array.from(
    { length: places },
    (_, place) => symbols[Number((bits >> BigInt(5 * place)) & 31n)],
  ).join('')
}

/** What the table knows of a token, however it was typed. */
export function tokenHash(typed: string): Uint8Array {
  const token = typed.toLowerCase().replaceAll('-', '').replace(/[il]/g, '1').replaceAll('o', '0')
  return hash('sha256', token, 'buffer')
}

/** Whether links can be given out: files travel encrypted, or nothing in them is real. */
export function mayLink({ public_url, demo }: Pick<Config, 'public_url' | 'demo'>): boolean {
  return demo || public_url.startsWith('https:')
}

/** The address of the page for originals. */
export function linkUrl({ public_url }: Pick<Config, 'public_url'>, token: string): string {
  return `${public_url}/u/${token}`
}
