import type { Line } from '../lines/line.ts'
import { isStale } from '../lines/warnings.ts'
import type { Words } from './words.ts'

type Statute = NonNullable<Line['jurisdiction']>['statutes'][number]

/** The law of the line's jurisdiction, for investigators to look up. People who write never see it. */
export function Law({ line, words, now }: { line: Line | undefined; words: Words; now: number }) {
  const { name, statutes = [] } = line?.jurisdiction ?? {}
  if (statutes.length === 0) return null
  return (
    <details class="law">
      <summary>
        {words('law.title')} <small>{name}</small>
      </summary>
      <p class="hint">{words('law.hint')}</p>
      <Statutes statutes={statutes} words={words} now={now} />
    </details>
  )
}

/** Laws one by one, each with how it stands and when somebody last looked. */
export function Statutes(props: { statutes: Statute[]; words: Words; now: number }) {
  const { statutes, words, now } = props
  return (
    <ul class="statutes">
      {statutes.map((one) => (
        <li>
          <a href={one.source} rel="noreferrer" target="_blank">
            {one.statute}
          </a>{' '}
          {one.name}
          <p>
            {words('law.since', { day: one.effective_from })} · {one.status} ·{' '}
            {words(`law.federal.${one.enforceable_against_federal}`)}
          </p>
          <p class={isStale(one.checked_on, now) ? 'alert' : 'hint'}>
            {words(isStale(one.checked_on, now) ? 'law.stale' : 'law.checked', {
              day: one.checked_on,
            })}
          </p>
        </li>
      ))}
    </ul>
  )
}
