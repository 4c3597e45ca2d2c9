import type { z } from 'zod'
import { type KeyRing, openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'

/** Opens a sealed row. A damaged row, or a key that is gone, must not take the page with it. */
export function openAs<T extends z.ZodType>(
  schema: T,
  keys: KeyRing,
  wrapped: Uint8Array | null,
  purpose: string,
  sealed: Uint8Array,
): z.infer<T> | undefined {
  if (!wrapped) return undefined
  try {
    return schema.safeParse(openJson(openDataKey(keys, wrapped), purpose, sealed)).data
  } catch {
    return undefined
  }
}
