import { z } from 'zod'
import { FileFacts } from './facts.ts'
import { spoiltCodes } from './workshop.ts'

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
  width: z.int().nullable(),
  height: z.int().nullable(),
  tool: z.string().describe('Name and version of what made it'),
  at: time,
})

/** What a file says of itself. It is the file's word and nobody's answer. */
export const MetadataRecord = z.object({
  tool: z.string().nullable().describe('Name and version of what read it'),
  error_code: z.enum(spoiltCodes).nullable().describe('Why nothing could be read'),
  facts: FileFacts,
  tags: z.record(z.string(), z.unknown()).describe("exiftool's tags, by group and name"),
  until_safe: z
    .literal(true)
    .optional()
    .describe('It is happening now: where is hidden until they say that they are safe'),
})
export type MetadataRecord = z.infer<typeof MetadataRecord>

/** One file of a tip, as programs see it. */
export const ExhibitRecord = z
  .object({
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
    checked_at: time.nullable().describe('When it was last read back, once it was'),
    damage: z
      .enum(['gone', 'changed'])
      .nullable()
      .describe('How the storage was then found to have lost it; null while it is what came in'),
    copies: z
      .enum(['made', ...spoiltCodes])
      .nullable()
      .describe('Whether there are working copies, or why not; null until somebody looked into it'),
    metadata: MetadataRecord.nullable(),
    derivatives: z.array(DerivativeRecord),
  })
  .meta({ id: 'Exhibit' })
export type ExhibitRecord = z.infer<typeof ExhibitRecord>
