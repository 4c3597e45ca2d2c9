import type { KeyRing } from '../seal/keys.ts'
import { openDataKey } from '../seal/keys.ts'
import { sealJson } from '../seal/seal.ts'

/**
 * Why somebody looked at what is hidden, as an event keeps it. It is somebody's words: it is sealed under
 * the thread's key and gone when that is. `of` is the id of what was opened.
 */
export function sealReason(keys: KeyRing, wrapped: Uint8Array, of: string, reason: string): string {
  const sealed = sealJson(openDataKey(keys, wrapped), `reason:${of}`, { reason })
  return Buffer.from(sealed).toString('base64')
}
