import { z } from 'zod'
import { mayAudit } from '../auth/roles.ts'
import { Failure } from '../errors.ts'
import type { Action } from '../ledger/event.ts'
import { type Activity, type Doer, listActivity, listDoers } from '../ledger/history/store.ts'
import { Storable } from '../tips/storable.ts'
import { sendPage } from '../web/page.tsx'
import { type List, Select } from './filters.tsx'
import { Desk } from './frame.tsx'
import { actionName, Happening } from './history.tsx'
import type { ConsolePage } from './page.ts'
import type { Words } from './words.ts'

const perPage = 100

/** What the list can be narrowed to, as somebody would ask for it: who came in, who looked, who took out. */
const actions = [
  'session.opened',
  'session.refused',
  'session.closed',
  'access.denied',
  'tip.searched',
  'tip.viewed',
  'tip.changed',
  'follow-up.written',
  'original.viewed',
  'original.downloaded',
  'words.unmasked',
  'identity.unsealed',
  'export.requested',
  'export.made',
  'code.changed',
  'answer.confirmed',
  'answer.refused',
  'upload-link.made',
  'upload-link.revoked',
  'media.retried',
  'legal-hold.set',
  'legal-hold.lifted',
  'config.changed',
  'fixity.checked',
] as const satisfies Action[]

const Query = z.object({
  who: Storable.min(1).max(100).optional().catch(undefined),
  what: z.enum(actions).optional().catch(undefined),
  before: z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .catch(undefined),
})
type Query = z.infer<typeof Query>

/** What staff and operators did, across all tips, for those who watch over them. */
export const activityPage: ConsolePage = {
  path: '/activity',
  name: 'activity.title',
  may: mayAudit,
  add(app) {
    app.get('/activity', async (c) => {
      const { deps, words, who, destinations } = c.var
      if (!mayAudit(who.role)) throw new Failure('not-allowed')
      const query = Query.parse(c.req.query())
      const filter = { actor: query.who, action: query.what }
      const page = { below: query.before, limit: perPage + 1 }
      const [events, doers] = await Promise.all([
        listActivity(deps.db, filter, page),
        listDoers(deps.db),
      ])
      const frame = { words, who, destinations, at: '/console/activity' }
      const timeZone = deps.lines[0]?.time_zone ?? 'UTC'
      return sendPage(
        c,
        <Desk {...frame} title={words('activity.title')}>
          <div class="activity">
            <h1>{words('activity.title')}</h1>
            <p class="hint">{words('activity.intro')}</p>
            <Narrow query={query} doers={doers} words={words} />
            <Doings events={events.slice(0, perPage)} words={words} timeZone={timeZone} />
            <Pages query={query} next={events[perPage] && events[perPage - 1]?.id} words={words} />
          </div>
        </Desk>,
      )
    })
  },
}

function Narrow({ query, doers, words }: { query: Query; doers: Doer[]; words: Words }) {
  const people = doers.map(({ actor, name }): [string, string] => [actor, name])
  const operator: [string, string] = ['command', words('history.actor.command')]
  const done = actions.map((one): [string, string] => [one, actionName(words, one)])
  const lists: List[] = [
    { name: 'who', chosen: query.who, options: [...people, operator] },
    { name: 'what', chosen: query.what, options: done },
  ]
  return (
    <form class="filters" method="get" action="/console/activity" id="filters">
      {lists.map((list) => (
        <Select list={list} words={words} label={words(`activity.${list.name}`)} />
      ))}
      <button type="submit" class="quiet">
        {words('tips.filter')}
      </button>
    </form>
  )
}

function Doings(props: { events: Activity[]; words: Words; timeZone: string }) {
  const { events, words, timeZone } = props
  if (events.length === 0) return <p>{words('activity.none')}</p>
  return (
    <ol class="happenings">
      {events.map((event) => (
        <Doing event={event} words={words} timeZone={timeZone} />
      ))}
    </ol>
  )
}

function Doing({ event, ...shown }: { event: Activity; words: Words; timeZone: string }) {
  return (
    <Happening event={event} {...shown} more={more(shown.words, event)}>
      {event.tip && <a href={`/console/tips/${event.tip}`}>{event.tip}</a>}
    </Happening>
  )
}

const Details = z.object({
  found: z.number().optional().catch(undefined),
  what: z.enum(['user', 'token', 'line']).optional().catch(undefined),
  path: z.string().optional().catch(undefined),
})

/** What an event says besides that concerns no tip: what was changed, where somebody was refused. */
function more(words: Words, { details }: Activity): string[] {
  const { found, what, path } = Details.parse(details)
  return [
    found !== undefined && words('activity.found', { count: found }),
    what && words(`activity.changed.${what}`),
    path,
  ].flatMap((one) => one || [])
}

function Pages(props: { query: Query; next: number | undefined; words: Words }) {
  const { query, next, words } = props
  const { before, ...filter } = query
  if (!next && !before) return null
  return (
    <nav class="pages" aria-label={words('tips.pages')}>
      {before && <a href={addressOf(filter)}>{words('tips.newest')}</a>}
      {next && <a href={addressOf({ ...filter, before: next })}>{words('tips.older')}</a>}
    </nav>
  )
}

function addressOf(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const text = new URLSearchParams(pairs).toString()
  return `/console/activity${text && `?${text}`}`
}
