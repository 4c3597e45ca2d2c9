import { z } from 'zod'

const grades = [
  'original_file',
  'platform_recompressed',
  'screenshot',
  'screen_recording',
  'link_only',
  'unknown',
] as const

const time = z.iso.datetime().describe('UTC')

/** A working copy made from a file. */
export const DerivativeRecord = z.object({
  kind: z.enum(['thumbnail', 'preview', 'poster', 'waveform']),
  mime: z.string(),
  size: z.int(),
  sha256: z.string().nullable(),
  tool: z.string().describe('Name and version of what made it'),
  at: time,
})

/** One file of a tip, as programs see it. */
export const ExhibitRecord = z.object({
  id: z.uuid(),
  tip: z.string().nullable().describe("The tip's code"),
  exhibit: z.int().nullable().describe('Its number within the tip, once it is kept'),
  state: z.enum(['fetching', 'stored', 'quarantined', 'failed']),
  kind: z.enum(['photo', 'video', 'audio', 'document']),
  mime: z.string().nullable().describe('By its bytes once it is stored, as announced until then'),
  size: z.int().nullable().describe('Bytes'),
  sha256: z.string().nullable().describe('Of the bytes as they arrived'),
  sha512: z.string().nullable(),
  name: z.string().nullable().describe('As the sender named it'),
  copy_grade: z.enum(grades).describe('How near it is to what the device recorded'),
  origin: z.enum(['message', 'upload']),
  message_id: z.uuid().nullable(),
  received_at: time,
  stored_at: time.nullable(),
  scan: z.enum(['clean', 'found', 'skipped']).nullable(),
  error_code: z.string().nullable().describe('Why the last try to get it failed'),
  tries: z.int(),
  duplicate_of: z.uuid().nullable().describe('An earlier file with the same bytes'),
  similar_to: z.uuid().nullable().describe('An earlier picture that looks the same'),
  metadata: z.record(z.string(), z.unknown()).nullable().describe('What the file says of itself'),
  derivatives: z.array(DerivativeRecord),
})
export type ExhibitRecord = z.infer<typeof ExhibitRecord>
