import type { Line } from '../lines/line.ts'
import type { TipRecord } from '../tips/record.ts'
import { Masked } from './masked.tsx'
import { Ago } from './times.tsx'
import { type Words, languageName, optionLabel } from './words.ts'

const excerptLength = 400
const mostActs = 3

/** The list itself. Every row has an id of its own, so that it is moved rather than redrawn. */
export function Queue(props: { tips: TipRecord[]; words: Words; lines: Line[]; now: number }) {
  const { tips, words, lines, now } = props
  return (
    <ol class="queue">
      {tips.map((tip) => (
        <Row
          tip={tip}
          words={words}
          now={now}
          line={lines.length > 1 ? lineName(lines, tip) : ''}
          timeZone={lineOf(lines, tip)?.time_zone ?? 'UTC'}
        />
      ))}
    </ol>
  )
}

function lineOf(lines: Line[], { line }: TipRecord): Line | undefined {
  return lines.find(({ id }) => id === line)
}

function lineName(lines: Line[], tip: TipRecord): string {
  return lineOf(lines, tip)?.name ?? tip.line
}

function Row(props: { tip: TipRecord; words: Words; now: number; line: string; timeZone: string }) {
  const { tip, words, now, line, timeZone } = props
  return (
    <li id={`tip-${tip.code}`} class={tip.unread > 0 ? 'row unread' : 'row'}>
      <div class="row-who">
        <a href={`/console/tips/${tip.code}`} class="row-link code">
          {tip.code}
        </a>
        <span class="alias">{tip.contact.alias}</span>
      </div>
      <div class="row-what">
        <Excerpt tip={tip} words={words} />
        <Acts tip={tip} words={words} />
      </div>
      <div class="row-marks">
        <StatusMark status={tip.status} words={words} />
        <SeverityMark severity={tip.severity} words={words} />
        <FlagMarks flags={tip.flags} words={words} />
        {tip.stage !== 'submitted' && <span class="mark stage">{words(`stage.${tip.stage}`)}</span>}
      </div>
      <div class="row-from">
        <span>{words(`channel.${tip.channel}`)}</span>
        <span>{languageName(words, tip.language)}</span>
        {line && <span>{line}</span>}
      </div>
      <div class="row-when">
        <Ago at={tip.active_at} {...{ now, words, timeZone }} />
        {tip.unread > 0 && <span class="count">{words('tips.unread', { count: tip.unread })}</span>}
        {tip.evidence_count > 0 && (
          <span class="files">{words('tips.files', { count: tip.evidence_count })}</span>
        )}
      </div>
    </li>
  )
}

/** The beginning of the account; style cuts it after two lines. */
function Excerpt({ tip, words }: { tip: TipRecord; words: Words }) {
  const { value: account, hidden = [] } = tip.answers.account ?? {}
  if (typeof account !== 'string' || !account) {
    const ended = tip.stage !== 'in_progress'
    return <p class="excerpt none">{words(ended ? 'tips.no_account' : 'tips.no_account_yet')}</p>
  }
  return (
    <p class="excerpt" dir="auto" lang={tip.language}>
      <Masked text={account} hidden={hidden} words={words} most={excerptLength} />
    </p>
  )
}

/** What is alleged, in a line: the acts, and by whom. */
function Acts({ tip, words }: { tip: TipRecord; words: Words }) {
  const labels = ['acts', 'agency'].map((question) => {
    const value = tip.answers[question]?.value
    return Array.isArray(value) ? value.map((code) => optionLabel(words, question, code)) : []
  })
  const [acts = [], agencies = []] = labels
  if (acts.length + agencies.length === 0) return null
  const more = acts.length - mostActs
  return (
    <p class="acts">
      {acts.length > 0 && <span class="alleged">{words('tips.alleged')}</span>}
      {acts.slice(0, mostActs).map((label) => (
        <span class="chip">{label}</span>
      ))}
      {more > 0 && <span class="chip">+{more}</span>}
      {agencies.map((label) => (
        <span class="chip agency">{label}</span>
      ))}
    </p>
  )
}

/** A tip's status as a mark; never by colour alone. */
export function StatusMark({ status, words }: { status: TipRecord['status']; words: Words }) {
  return <span class={`mark status-${status}`}>{words(`status.${status}`)}</span>
}

/** What makes the tip stand out: grave things, and that it is happening now. */
export function FlagMarks({ flags, words }: { flags: TipRecord['flags']; words: Words }) {
  return (
    <>
      {flags.map((flag) => (
        <span class="mark flag">{words(`flag.${flag}`)}</span>
      ))}
    </>
  )
}

/** A tip's severity as a mark; nothing until somebody has rated it. */
export function SeverityMark(props: { severity: TipRecord['severity']; words: Words }) {
  const { severity, words } = props
  if (severity === 'unrated') return null
  return <span class={`mark severity-${severity}`}>{words(`severity.${severity}`)}</span>
}
