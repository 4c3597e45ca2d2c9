import { createRoute, z } from '@hono/zod-openapi'
import { type Guarded, requireWriter } from '../auth/guard.ts'
import { type Identity, mayHold } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import { recordSearch } from '../ledger/searched.ts'
import { changeTip } from '../tips/change.ts'
import { decideHold, type HoldDecision } from '../tips/hold/hold.ts'
import { writeCursor } from '../tips/cursor.ts'
import { Near } from '../tips/near.ts'
import { readTip, readTips, requireTip } from '../tips/read.ts'
import { TipRecord, channels, stages } from '../tips/record.ts'
import { severities, statuses } from '../tips/status.ts'
import { Storable } from '../tips/storable.ts'
import type { TipRow } from '../tips/store.ts'
import { Reason } from '../tips/unseal.ts'
import { type Api, Code, CursorParameter, Limit, Moment, json, list, ok } from './route.ts'

const Filter = z.object({
  status: z.enum(statuses).optional(),
  stage: z.enum(stages).optional(),
  line: Storable.max(100).optional(),
  language: Storable.max(35).optional(),
  channel: z.enum(channels).optional(),
  agency: Storable.max(100).optional().openapi({ description: 'A code of the agency question' }),
  act: Storable.max(100).optional().openapi({ description: 'A code of the acts question' }),
  severity: z.enum(severities).optional(),
  assignee: z.email().optional(),
  since: Moment.optional().openapi({ description: 'Received at or after' }),
  until: Moment.optional().openapi({ description: 'Received before' }),
  flag: Storable.max(50).optional().openapi({ description: 'Such as `death`' }),
  tags: Storable.max(1000)
    .transform((text) => text.split(',').flatMap((tag) => tag.trim() || []))
    .optional()
    .openapi({ type: 'string', description: 'All of these, separated by commas' }),
  q: z.string().trim().min(1).max(200).optional().openapi({
    description:
      'Words that all were said, in any order; or a code. As part of an address they end up in access logs; `POST /v1/tips/search` takes them in its body',
  }),
  near: Near.optional().openapi({
    type: 'string',
    description: 'latitude,longitude,kilometres; places are known to about 1 km',
    example: '41.88,-87.63,5',
  }),
  cursor: CursorParameter,
  limit: Limit,
})

const Changes = z
  .strictObject({
    status: z.enum(statuses),
    severity: z.enum(severities),
    assignee: z.email().nullable().openapi({ description: 'E-mail address of an investigator' }),
    tags: z.array(Storable.trim().min(1).max(50)).max(50),
    hold: z.boolean().openapi({ description: 'A legal hold; for supervisors and administrators' }),
    reason: Reason.openapi({ description: 'Why it is put or lifted; must be there with `hold`' }),
  })
  .partial()

const onePage = ok('One page of tips', list(TipRecord))

const listRoute = createRoute({
  method: 'get',
  path: '/v1/tips',
  summary: 'Tips, the newest activity first',
  request: { query: Filter },
  responses: onePage,
})

const searchRoute = createRoute({
  method: 'post',
  path: '/v1/tips/search',
  summary: 'The same with all of it in the body, so that no address holds what is looked for',
  request: { body: json(Filter.strict()) },
  responses: onePage,
})

const getRoute = createRoute({
  method: 'get',
  path: '/v1/tips/{code}',
  summary: 'One tip with its answers',
  request: { params: z.object({ code: Code }) },
  responses: ok('The tip', TipRecord),
})

const patchRoute = createRoute({
  method: 'patch',
  path: '/v1/tips/{code}',
  summary: 'Changes status, severity, assignee, tags or the legal hold',
  middleware: [requireWriter] as const,
  request: { params: z.object({ code: Code }), body: json(Changes) },
  responses: ok('The tip as it is now', TipRecord),
})

/** Mounts the routes on tips. */
export function addTips(api: Api): void {
  api.openapi(listRoute, async (c) => {
    return c.json(await lookFor(c.var, c.req.valid('query')), 200)
  })
  api.openapi(searchRoute, async (c) => {
    return c.json(await lookFor(c.var, c.req.valid('json')), 200)
  })
  api.openapi(getRoute, async (c) => {
    const { deps } = c.var
    const tip = await requireTip(deps, c.req.valid('param').code)
    return c.json(await readTip(deps, tip), 200)
  })
  api.openapi(patchRoute, async (c) => {
    const { deps, who } = c.var
    const { hold, reason, ...changes } = c.req.valid('json')
    const tip = await requireTip(deps, c.req.valid('param').code)
    const decision = hold === undefined ? undefined : holdDecision(tip, who, { hold, reason })
    await changeTip(deps, tip, changes, who.id)
    if (decision) await decideHold(deps, tip, decision)
    return c.json(await readTip(deps, await requireTip(deps, tip.code)), 200)
  })
}

/** One page of the list. What was looked for in it is written down. */
async function lookFor(
  { deps, who }: Guarded['Variables'],
  { cursor, limit, ...filter }: z.infer<typeof Filter>,
) {
  const { items, next } = await readTips(deps, filter, { after: cursor, limit })
  if (filter.q || filter.near) {
    await recordSearch(deps, who, { by: Object.keys(filter), found: items.length })
  }
  return { items, next_cursor: writeCursor(next) }
}

/** Checked before anything is changed: of what is asked for together, all is done or nothing. */
function holdDecision(
  { erased_at }: TipRow,
  { id: by, role }: Identity,
  { hold, reason }: { hold: boolean; reason: string | undefined },
): HoldDecision {
  if (!mayHold(role)) throw new Failure('not-allowed', 'This role may not put or lift a legal hold')
  if (!reason) throw new Failure('bad-request', 'A legal hold is put and lifted with a reason')
  if (erased_at) throw new Failure('bad-request', 'This tip is erased; there is nothing to hold')
  return { hold, by, reason }
}
