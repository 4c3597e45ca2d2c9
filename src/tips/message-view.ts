import { z } from 'zod'
import { InboundBody } from '../channels/body.ts'
import type { KeyRing } from '../seal/keys.ts'
import { type MaskedText, maskText, maskWhole } from './masking.ts'
import { openAs } from './open.ts'
import type { MessageRecord } from './record.ts'
import type { EvidenceRow, MessageRow } from './store.ts'

/** What `InboundBody` and `Outgoing` have in common, as far as people read it. */
const Body = z.object({
  text: z.string().default(''),
  masked: InboundBody.shape.masked,
  place: InboundBody.shape.place.nullish(),
  choice: InboundBody.shape.choice.nullish(),
})

/** How much of messages is shown. */
export interface Sighting {
  /** Somebody who may has given a reason: what is masked is shown. */
  unmasked?: boolean
  /** Messages that say where, while it is happening: nobody is shown it. */
  places?: ReadonlySet<string> | undefined
}

/** Messages with their words opened, their files and the versions that replaced them. */
export function messageRecords(
  keys: KeyRing,
  rows: MessageRow[],
  edits: MessageRow[],
  files: EvidenceRow[],
  sighting: Sighting = {},
): MessageRecord[] {
  return rows.map((row) => ({
    ...messageRecord(keys, row, sighting),
    evidence_ids: files.filter((file) => file.message_id === row.id).map((file) => file.id),
    edits: edits
      .filter((edit) => edit.about === row.id)
      .map((edit) => ({
        id: edit.id,
        at: edit.at.toISOString(),
        ...shownText(row.id, openBody(keys, edit), sighting),
      })),
  }))
}

function messageRecord(keys: KeyRing, row: MessageRow, sighting: Sighting): MessageRecord {
  const body = openBody(keys, row)
  const withheld = sighting.places !== undefined && Boolean(body?.place)
  return {
    id: row.id,
    direction: row.direction,
    kind: shownKind(row.kind),
    at: row.at.toISOString(),
    ...shownText(row.id, body, sighting),
    choice: body?.choice ?? null,
    place: withheld ? null : (body?.place ?? null),
    ...(withheld && { until_safe: true }),
    language: row.language,
    status: row.status,
    error_code: row.error_code,
    provider_id: row.provider_id,
    script_key: row.script_key,
    sent_by: row.sender,
    evidence_ids: [],
    edits: [],
  }
}

function shownText(
  message_id: string,
  body: z.infer<typeof Body> | undefined,
  { unmasked = false, places }: Sighting,
): { text: string | null; hidden: MaskedText['hidden'] } {
  if (!body) return { text: null, hidden: [] }
  if (places?.has(message_id)) return maskWhole(body.text, 'place')
  return maskText(body.text, unmasked ? [] : body.masked)
}

/** The store leaves out the kinds that are no messages; they would be read as plain ones. */
function shownKind(kind: MessageRow['kind']): MessageRecord['kind'] {
  return kind === 'edit' || kind === 'mark' || kind === 'reach' ? 'message' : kind
}

/** What was written, and which ranges of it no view shows. */
export interface Spoken {
  text: string
  masked: NonNullable<z.infer<typeof Body>['masked']>
}

/** The words of one message as they were written. For those who hand out only what may be seen. */
export function openWords(keys: KeyRing, row: MessageRow): Spoken {
  const { text = '', masked = [] } = openBody(keys, row) ?? {}
  return { text, masked }
}

function openBody(keys: KeyRing, row: MessageRow): z.infer<typeof Body> | undefined {
  return openAs(Body, keys, row.key, `message:${row.id}`, row.body)
}
