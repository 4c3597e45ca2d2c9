import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { KeyRing } from './keys.ts'
import { openJson, sealJson } from './seal.ts'

/**
 * Seals a value as a word for addresses, so that it need not be kept and every process can open it. What was
 * sealed for one purpose opens for no other.
 */
export function sealToken(ring: KeyRing, purpose: string, value: unknown): string {
  const [key] = tokenKeys(ring, purpose)
  if (!key) throw new Error('the key ring is empty')
  return Buffer.from(sealJson(key, purpose, value)).toString('base64url')
}

/** What a token holds; undefined where no key of the ring opens it. The caller parses what it is. */
export function openToken(ring: KeyRing, purpose: string, token: string): unknown {
  const sealed = Buffer.from(token, 'base64url')
  for (const key of tokenKeys(ring, purpose)) {
    try {
      return openJson(key, purpose, sealed)
    } catch {
      // Sealed by another key of the ring, or by none.
    }
  }
  return undefined
}

function tokenKeys({ keys }: KeyRing, purpose: string): KeyObject[] {
  return keys.map(({ secrets }) =>
    createSecretKey(createHmac('sha256', secrets).update(`token:${purpose}`).digest()),
  )
}
