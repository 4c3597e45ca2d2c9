import type { Child } from 'hono/jsx'
import { Failure } from '../errors.ts'
import { scriptFor } from '../i18n/script.ts'
import type { Line } from '../lines/line.ts'
import { isReviewed, type Warning, warningsOf } from '../lines/warnings.ts'
import { sendPage } from '../web/page.tsx'
import { Desk } from './frame.tsx'
import { hoursOf } from './hours.tsx'
import { Statutes } from './law.tsx'
import type { ConsolePage } from './page.ts'
import { type Words, languageName } from './words.ts'

/** What every line is set to, in words, for administrators. It is changed by `tipthread line set`. */
export const linesPage: ConsolePage = {
  path: '/lines',
  name: 'lines.name',
  may: (role) => role === 'administrator',
  add(app) {
    app.get('/lines', (c) => {
      const { words, deps, who, destinations } = c.var
      if (who.role !== 'administrator') throw new Failure('not-allowed')
      const frame = { words, who, destinations, at: '/console/lines' }
      return sendPage(
        c,
        <Desk {...frame} title={words('lines.title')}>
          <div class="sheet wide">
            <h1>{words('lines.title')}</h1>
            <p class="hint">{words('lines.hint')}</p>
            {deps.lines.map((line) => (
              <Settings line={line} words={words} now={deps.now()} />
            ))}
          </div>
        </Desk>,
      )
    })
  },
}

interface Shown {
  line: Line
  words: Words
  now: number
}

function Settings({ line, words, now }: Shown) {
  const warnings = warningsOf(line, now)
  return (
    <section class="line-sheet" aria-labelledby={`line-${line.id}`}>
      <h2 id={`line-${line.id}`}>
        {line.name} <small class="code">{line.id}</small>
      </h2>
      {warnings
        .filter(({ about }) => about !== 'language')
        .map((one) => (
          <p class="alert">{describe(one, words)}</p>
        ))}
      <dl>
        {rows({ line, words, now }).map(([name, value]) => (
          <div>
            <dt>{words(`lines.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function describe(warning: Warning, words: Words): string {
  switch (warning.about) {
    case 'script':
      return words('lines.other_script', { ...warning })
    case 'statute':
      return words('lines.stale_law', { ...warning })
    case 'language':
      return words('lines.not_reviewed', { language: languageName(words, warning.language) })
  }
}

function rows({ line, words, now }: Shown): [string, Child][] {
  const { agency, addresses, time_zone, quiet, silence, notices, script_version } = line
  const none = words('lines.none')
  const after = (minutes: number) =>
    minutes % 60 === 0
      ? words('lines.after_hours', { count: minutes / 60 })
      : words('lines.minutes', { count: minutes })
  return [
    ['agency', agency],
    ['addresses', addresses.join(', ') || words('lines.all_addresses')],
    ['languages', <Languages line={line} words={words} />],
    ['time_zone', time_zone],
    ['hours', hoursOf(line, words) ?? none],
    ['quiet', `${quiet.from}–${quiet.to}`],
    ['reminder', after(silence.reminder_minutes)],
    ['hand_in', after(silence.hand_in_minutes)],
    [
      'notice',
      notices ? words('lines.own_notice', { version: notices.version }) : words('lines.our_notice'),
    ],
    ['script', scriptFor(line).version],
    ['signed_off', script_version ?? words('lines.nobody')],
    ['retention', <Kept line={line} words={words} />],
    ['copies', words(`lines.copies_${line.retention.provider_copies}`)],
    ['referrals', <Referrals line={line} words={words} />],
    ['jurisdiction', <Jurisdiction line={line} words={words} now={now} />],
  ]
}

function Languages({ line, words }: Omit<Shown, 'now'>) {
  const { languages, default_language, second_language } = line
  return (
    <ul>
      {languages.map((code) => (
        <li>
          {languageName(words, code)}
          {code === default_language && ` · ${words('lines.default')}`}
          {code === second_language && ` · ${words('lines.second')}`}
          {' · '}
          {words(isReviewed(code) ? 'lines.reviewed' : 'lines.unreviewed')}
        </li>
      ))}
    </ul>
  )
}

function Kept({ line: { retention }, words }: Omit<Shown, 'now'>) {
  const { in_progress_days, partial_days, submitted_days, spam_days, grace_days } = retention
  const kept: [string, number | null][] = [
    ['in_progress', in_progress_days],
    ['partial', partial_days],
    ['submitted', submitted_days],
    ['spam', spam_days],
    ['grace', grace_days],
  ]
  return (
    <ul>
      {kept.map(([name, count]) => (
        <li>
          {words(`lines.kept_${name}`)}:{' '}
          {count === null ? words('lines.kept') : words('lines.days', { count })}
        </li>
      ))}
    </ul>
  )
}

function Referrals({ line, words }: Omit<Shown, 'now'>) {
  if (line.referrals.length === 0) return words('lines.none')
  return (
    <ul>
      {line.referrals.map(({ name, phone, url }) => (
        <li>
          {[name[line.default_language] ?? Object.values(name)[0], phone, url]
            .filter(Boolean)
            .join(' · ')}
        </li>
      ))}
    </ul>
  )
}

function Jurisdiction({ line: { jurisdiction }, words, now }: Shown) {
  if (!jurisdiction) return words('lines.none')
  return (
    <>
      {jurisdiction.name}
      <Statutes statutes={jurisdiction.statutes} words={words} now={now} />
    </>
  )
}
