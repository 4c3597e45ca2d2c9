import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { listLatestTipEvents, type ToldEvent } from '../ledger/history/store.ts'
import type { Console } from './page.ts'
import { onClock, utc } from './times.tsx'
import type { Words } from './words.ts'

const most = 300

/** Everything that happened to a tip, as the ledger has it, the newest last. */
export async function historyOf(
  { var: { deps, words } }: Context<Console>,
  tip: { id: string; code: string },
  timeZone: string,
) {
  const events = await listLatestTipEvents(deps.db, tip.id, most)
  return (
    <details class="history">
      <summary>
        <h2>{words('history.title')}</h2>
      </summary>
      <p class="hint">{words('history.intro')}</p>
      {events.length === most && <p class="hint">{words('history.latest', { count: most })}</p>}
      <ol class="happenings">
        {events.map((event) => (
          <Happened event={event} words={words} timeZone={timeZone} />
        ))}
      </ol>
    </details>
  )
}

function Happened({ event, ...shown }: { event: ToldEvent; words: Words; timeZone: string }) {
  const { words } = shown
  return (
    <Happening event={event} {...shown}>
      <small>
        {event.seq === null ? words('history.waiting') : words('history.place', { seq: event.seq })}
      </small>
    </Happening>
  )
}

/** One event in a list of them: when, who, what, and at its end what the list is for. */
export function Happening(props: {
  event: ToldEvent
  words: Words
  timeZone: string
  /** What was done besides, in words. */
  more?: string[]
  children?: Child
}) {
  const { event, words, timeZone, more = [], children } = props
  const at = event.at.toISOString()
  const did = [actionName(words, event.action), ...particulars(words, event), ...more]
  return (
    <li>
      <time datetime={at} title={utc(words, at)}>
        {onClock(words, at, timeZone)}
      </time>
      <span class="who">{actorName(words, event)}</span>
      <span>{did.join(' · ')}</span>
      {children}
    </li>
  )
}

/** Who did it, by name where it is one of staff. */
function actorName(words: Words, { actor, actor_name }: ToldEvent): string {
  if (actor_name) return actor_name
  return actor.startsWith('staff:') ? words('thread.staff') : words(`history.actor.${actor}`)
}

/** What was done; its code where it has no words here. */
export function actionName(words: Words, action: string): string {
  const key = `history.action.${action}`
  const said = words(key)
  return said === `console.${key}` ? action : said
}

/** Details that staff have words for. */
const told = { status: ['status', 'delivery'], severity: ['severity'] } as const

/** What an event says besides, in words: a status, a severity. */
function particulars(words: Words, { details }: ToldEvent): string[] {
  const known = new Map<string, unknown>(Object.entries(details))
  return Object.entries(told).flatMap(([name, groups]) => {
    const code = known.get(name)
    if (typeof code !== 'string') return []
    const said = groups.map((group) => words(`${group}.${code}`))
    return said.find((one) => !one.startsWith('console.')) ?? code
  })
}
