import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { openJson } from '../seal/seal.ts'
import type { EvidenceRow } from './store.ts'
import { spoiltCodes } from './workshop.ts'

/** What is sealed of what a file says of itself, with a `salt`. */
export const Metadata = z.object({
  tool: z.string().nullable(),
  tags: z.record(z.string(), z.unknown()),
  /** Why there are no tags. */
  spoilt: z.enum(spoiltCodes).nullable(),
})
export type Metadata = z.infer<typeof Metadata>

/** Opens what was read of a file. Undefined while nothing was, or when it does not open. */
export function openMetadata(
  key: KeyObject,
  { id, metadata }: Pick<EvidenceRow, 'id' | 'metadata'>,
): Metadata | undefined {
  if (!metadata?.length) return undefined
  try {
    return Metadata.safeParse(openJson(key, `metadata:${id}`, metadata)).data
  } catch {
    return undefined
  }
}
