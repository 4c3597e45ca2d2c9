import { z } from 'zod'

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))

/** What is sealed of a stored file, once; with a `salt`, so that its hash tells nothing. */
export const Manifest = z.looseObject({
  /** Of the bytes as they arrived. */
  sha256: hex(32),
  sha512: hex(64),
  size: z.int().min(0),
  /** By the bytes. */
  mime: z.string(),
  /** As the sender's phone named it. */
  name: z.string().nullable(),
  copy_grade: z.string(),
  /** By the sender. */
  announced_mime: z.string().nullable(),
  received_at: z.string(),
})
export type Manifest = z.infer<typeof Manifest>

/** What is sealed of a derivative. */
export const DerivativeManifest = z.object({
  sha256: hex(32),
  width: z.int(),
  height: z.int(),
  /** How the picture looks (`likeness.ts`), to find it again. */
  likeness: z.string().nullable(),
})
export type DerivativeManifest = z.infer<typeof DerivativeManifest>
