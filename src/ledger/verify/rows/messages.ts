import { z } from 'zod'
import { timeOf } from '../findings.ts'
import type { Naming, Plain } from './store.ts'

/** What stands beside the sealed words of a message, as conversations and reports show it. */
const Columns = z.object({
  thread_id: z.string(),
  tip_id: z.string().nullable(),
  at: z.string(),
  direction: z.string(),
  kind: z.string(),
  sent_by: z.string().nullable(),
})
type Columns = z.infer<typeof Columns>

/** What an event, or what is sealed, says of one of them. */
type Told = [what: string, now: string | null, then: string | null]

/** Who can have written a message, by what the event that names it is of. */
const fromOutside: ReadonlySet<string> = new Set(['message.stored', 'message.edited'])
const fromInside: ReadonlySet<string> = new Set([
  'follow-up.written',
  'silence.passed',
  'answer.confirmed',
  'answer.refused',
])

/**
 * What the database now says otherwise of a message than the event that named it when it was written, in
 * words. What is sealed in it tells more, as long as it is there; erasing changes none of the rest.
 */
export function changesOf(naming: Naming, plain: Plain, json: string | undefined): string[] {
  if (!fromOutside.has(naming.action) && !fromInside.has(naming.action)) return []
  const { data } = Columns.safeParse(plain)
  if (!data) return []
  const told: Told[] = [
    ['the conversation it belongs to', data.thread_id, naming.thread_id],
    ['the tip it stands in', data.tip_id, naming.tip_id],
    ['its time', timeOf(new Date(data.at)), timeOf(naming.at)],
    ['who wrote it', data.sent_by, authorOf(naming, data)],
    ...(json === undefined ? [] : toldWithin(naming, data, json)),
  ]
  return told.flatMap(([what, now, then]) =>
    now === then ? [] : [`${what} (now ${now ?? 'none'}, then ${then ?? 'none'})`],
  )
}

/** A follow-up has an author; what the line says by itself in the same turn has none. */
function authorOf({ action, actor }: Naming, { kind, sent_by }: Columns): string | null {
  const written = fromInside.has(action) && (kind === 'follow-up' || sent_by !== null)
  return written ? actor.replace(/^staff:/, '') : null
}

const Body = z.object({ raw: z.string().optional(), type: z.string().optional() })

/** What came in was sealed with the provider's request, and its kind is in the event. */
function toldWithin(naming: Naming, { direction, kind }: Columns, json: string): Told[] {
  const { success, data: body } = Body.safeParse(JSON.parse(json))
  if (!success) return []
  const came = body.raw !== undefined
  const known = came ? naming.kind : kindOf(naming, body.type)
  return [
    ['whether it came in or went out', direction, came ? 'in' : 'out'],
    ...(known ? ([['its kind', kind, known]] satisfies Told[]) : []),
  ]
}

/** Nothing where an event does not tell a reply from a follow-up. */
function kindOf({ action }: Naming, type: string | undefined): string | undefined {
  if (type === 'buttons') return 'mark'
  return fromOutside.has(action) ? 'reply' : undefined
}
