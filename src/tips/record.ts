import { z } from 'zod'
import { Answer } from '../conversation/answer.ts'
import { Hidden } from './masking.ts'
import { severities, statuses } from './status.ts'

/** How far a tip has come from the person's side, for the doors that parse it. */
export const stages = ['in_progress', 'partial', 'submitted', 'withdrawn'] as const
/** The channels a tip may come by. */
export const channels = ['sms', 'whatsapp', 'rcs', 'telegram'] as const

const time = z.iso.datetime().describe('UTC')

const hidden = z
  .array(Hidden)
  .describe('Labels in the text for words that are shown to nobody without a reason')
const until_safe = z
  .literal(true)
  .optional()
  .describe('It is happening now: where is hidden until they say that they are safe')

const Moment = z.object({
  at: time.nullable(),
  precision: z.string(),
  words: z.string().nullable(),
  time_zone: z.string(),
})

const Place = z.object({
  words: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
})

const Value = z
  .union([z.string(), z.array(z.string()), Moment, Place])
  .describe('Words, codes, a moment (start) or a place')

/** One answer, its latest version. `value` is absent unless something was answered. */
export const AnswerRecord = z
  .object({
    value: Value.optional(),
    words: z
      .string()
      .optional()
      .describe('What the person wrote beside the codes, or they were read from'),
    hidden: hidden.optional(),
    until_safe,
    state: Answer.shape.state,
    derived_by: Answer.shape.derived_by.nullable(),
    finding: Answer.shape.finding
      .unwrap()
      .extend({ value: Value.optional() })
      .optional()
      .describe(
        'Read from words that answered something else, in these spans of messages. While it is not confirmed, the value is what was read, and no answer',
      ),
    message_ids: z.array(z.string()),
    script_version: z.string().nullable(),
    version: z.int().nullable(),
    at: time.nullable(),
    unreadable: z.literal(true).optional().describe('The sealed words could not be opened'),
  })
  .meta({ id: 'Answer' })
export type AnswerRecord = z.infer<typeof AnswerRecord>

/** A tip as programs get it. The address behind the contact is never in it. */
export const TipRecord = z
  .object({
    code: z.string(),
    line: z.string(),
    channel: z.enum(channels),
    language: z.string(),
    stage: z.enum(stages),
    status: z.enum(statuses),
    severity: z.enum(severities),
    received_at: time,
    submitted_at: time.nullable(),
    active_at: time,
    contact: z.object({
      alias: z.string(),
      identity_mode: z.enum(['anonymous', 'confidential', 'named']).nullable(),
      may_contact: z.enum(['yes', 'no']).nullable(),
      reach: z.enum(['yes', 'opted_out', 'blocked', 'unreachable']),
    }),
    answers: z.record(z.string(), AnswerRecord),
    evidence_count: z.number().int(),
    message_count: z.number().int(),
    unread: z.number().int(),
    assignee: z.string().nullable().describe('E-mail address of an investigator'),
    tags: z.array(z.string()),
    flags: z.array(z.string()).describe('What makes the tip stand out, such as `death`'),
    hold: z.boolean().describe('A legal hold: nothing is erased while it stands'),
    erase_at: time.nullable().describe('Withdrawn: when it is erased, unless a hold stands'),
    erased_at: time.nullable(),
    incident: z.null(),
  })
  .meta({ id: 'Tip' })
export type TipRecord = z.infer<typeof TipRecord>

/** A message as programs get it. */
export const MessageRecord = z
  .object({
    id: z.string(),
    direction: z.enum(['in', 'out']),
    kind: z.enum(['message', 'button', 'unreadable', 'reply', 'follow-up']),
    at: time,
    text: z
      .string()
      .nullable()
      .describe('As it came or went; null when it could not be opened or was taken back'),
    hidden,
    choice: z.object({ question: z.string(), choice: z.string() }).nullable(),
    place: z
      .object({ latitude: z.number(), longitude: z.number(), label: z.string().optional() })
      .nullable(),
    until_safe,
    language: z.string(),
    status: z.enum(['received', 'replied', 'queued', 'sent', 'delivered', 'failed', 'unknown']),
    error_code: z.string().nullable(),
    provider_id: z.string().nullable(),
    script_key: z.string().nullable(),
    sent_by: z.string().nullable().describe('E-mail address or token name'),
    evidence_ids: z.array(z.string()),
    edits: z.array(z.object({ id: z.string(), at: time, text: z.string().nullable(), hidden })),
  })
  .meta({ id: 'Message' })
export type MessageRecord = z.infer<typeof MessageRecord>
