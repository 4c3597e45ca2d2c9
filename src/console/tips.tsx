import type { Context } from 'hono'
import type { Deps } from '../deps.ts'
import { writeCursor } from '../tips/cursor.ts'
import { recordSearch } from '../ledger/searched.ts'
import { type Items, readQueue } from '../tips/read.ts'
import type { TipRecord } from '../tips/record.ts'
import { statuses } from '../tips/status.ts'
import { listAssignees } from '../tips/store.ts'
import { sendPage } from '../web/page.tsx'
import { Filters } from './filters.tsx'
import { Desk } from './frame.tsx'
import { type Live, LivePart, sendLive } from './live.tsx'
import type { Console, ConsolePage } from './page.ts'
import { type Query, isFiltered, narrowedBy, readQuery, sealQuery, search } from './query.ts'
import { Queue } from './queue.tsx'
import type { Words } from './words.ts'

const perPage = 50

/** Every tip, the newest activity first. */
export const tipsPage: ConsolePage = {
  path: '/',
  name: 'tips.name',
  add(app) {
    app.get('/', async (c) => {
      const { words, deps, who, destinations } = c.var
      const query = readQuery(deps.keys, c.req.query())
      const page = await readPage(deps, query)
      if (query.q) {
        await recordSearch(deps, who, { by: narrowedBy(query), found: page.items.length })
      }
      const assignees = await listAssignees(deps.db)
      const frame = { words, who, destinations, at: '/console' }
      return sendPage(
        c,
        <Desk {...frame} title={words('tips.title')}>
          <div class="queue-head">
            <h1>{words('tips.title')}</h1>
            <StatusTabs query={query} words={words} />
            <Filters query={query} words={words} lines={deps.lines} assignees={assignees} />
            {query.q && <Sought q={query.q} rest={withoutWords(deps, query)} words={words} />}
            {c.req.query('find') && !query.find && (
              <p class="alert" role="status">
                {words('tips.lost')}
              </p>
            )}
          </div>
          {query.cursor ? (
            queuePart(c, query, page).content
          ) : (
            <LivePart part={queuePart(c, query, page)} />
          )}
          <Shortcuts words={words} />
        </Desk>,
      )
    })
    app.post('/', async (c) => {
      const query = sealQuery(c.var.deps.keys, await c.req.parseBody())
      return c.redirect(`/console${search(query)}`, 303)
    })
    app.get('/live/tips', async (c) => {
      const query = readQuery(c.var.deps.keys, c.req.query())
      return sendLive(c, queuePart(c, query, await readPage(c.var.deps, query)))
    })
  },
}

function readPage(
  deps: Deps,
  { cursor, tag, find: _, ...filter }: Query,
): Promise<Items<TipRecord>> {
  const tags = tag === undefined ? undefined : [tag]
  return readQueue(deps, { ...filter, tags }, { after: cursor, limit: perPage })
}

/** The way to older tips is part of what is live: it begins where the list shown ends. */
function queuePart(c: Context<Console>, query: Query, page: Items<TipRecord>): Live {
  const { deps, words } = c.var
  const empty = isFiltered(query) ? <NoMatch words={words} /> : <NoTips words={words} deps={deps} />
  return {
    id: 'queue',
    class: 'queue-part',
    path: `/console/live/tips${search(query)}`,
    content: (
      <>
        {page.items.length === 0 ? (
          empty
        ) : (
          <Queue tips={page.items} words={words} lines={deps.lines} now={deps.now()} />
        )}
        <Pages query={query} next={writeCursor(page.next)} words={words} />
      </>
    ),
  }
}

/** The same list without the words that are looked for. */
function withoutWords({ keys }: Deps, query: Query): string {
  return `/console${search(sealQuery(keys, { ...query, q: undefined }))}`
}

/** What is looked for, and the way out of it. */
function Sought({ q, rest, words }: { q: string; rest: string; words: Words }) {
  return (
    <p class="sought">
      {words('tips.sought')} <q dir="auto">{q}</q> <a href={rest}>{words('tips.clear')}</a>
    </p>
  )
}

function StatusTabs({ query, words }: { query: Query; words: Words }) {
  return (
    <nav class="tabs" aria-label={words('tips.by_status')}>
      {[undefined, ...statuses].map((status) => (
        <a
          href={`/console${search(query, { status })}`}
          aria-current={query.status === status ? 'true' : undefined}
        >
          {words(status ? `status.${status}` : 'tips.all')}
        </a>
      ))}
    </nav>
  )
}

function Pages(props: { query: Query; next: string | null; words: Words }) {
  const { query, next, words } = props
  if (!next && !query.cursor) return null
  return (
    <nav class="pages" aria-label={words('tips.pages')}>
      {query.cursor && <a href={`/console${search(query)}`}>{words('tips.newest')}</a>}
      {next && <a href={`/console${search(query, { cursor: next })}`}>{words('tips.older')}</a>}
    </nav>
  )
}

function Shortcuts({ words }: { words: Words }) {
  return (
    <p class="shortcuts" id="shortcuts" hidden>
      <label>
        <input type="checkbox" checked /> {words('tips.shortcuts')}
      </label>
      <span>
        <kbd>j</kbd> <kbd>k</kbd> {words('tips.shortcut_move')} <kbd>Enter</kbd>{' '}
        {words('tips.shortcut_open')} <kbd>/</kbd> {words('tips.shortcut_filter')}
      </span>
    </p>
  )
}

function NoMatch({ words }: { words: Words }) {
  return (
    <div class="empty">
      <h2>{words('tips.no_match_title')}</h2>
      <p>
        <a href="/console">{words('tips.no_match')}</a>
      </p>
    </div>
  )
}

function NoTips({ words, deps }: { words: Words; deps: Deps }) {
  const { demo, twilio, telegram } = deps.config
  const numbers = twilio?.from.join(', ')
  return (
    <div class="empty">
      <h2>{words('tips.none_title')}</h2>
      <p>{words('tips.none')}</p>
      {demo && (
        <p>
          <a href="/simulator">{words('tips.none_demo')}</a>
        </p>
      )}
      {numbers && <p>{words('tips.none_numbers', { numbers })}</p>}
      {telegram && <p>{words('tips.none_telegram')}</p>}
    </div>
  )
}
