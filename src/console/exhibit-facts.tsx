import type { FileFacts } from '../evidence/facts.ts'
import type { ExhibitRecord } from '../evidence/record.ts'
import { UntilSafe } from './masked.tsx'
import { onClock, utc } from './times.tsx'
import type { Words } from './words.ts'

/** A size in words. */
export function bytes({ language }: Words, size: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const power = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), 3)
  const unit = units[power] ?? 'byte'
  const unitDisplay = power === 0 ? 'long' : 'short'
  const style = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(language, style).format(size / 1000 ** power)
}

/** A hash, its beginning in view; one click selects all of it to be copied. */
export function Hash({ value, words }: { value: string; words: Words }) {
  return (
    <code class="hash" title={`SHA-256 ${value}`} aria-label={words('exhibits.hash', { value })}>
      {value.slice(0, 8)}
      <span class="rest">{value.slice(8)}</span>
    </code>
  )
}

/** When the file says it was made: on the device's clock, which nobody has checked. */
export function TakenAt({
  taken,
  words,
}: {
  taken: NonNullable<FileFacts['taken']>
  words: Words
}) {
  const clock = new Intl.DateTimeFormat(words.language, {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' },
  })
  const local = new Date(`${taken.local}Z`)
  const text = Number.isNaN(local.getTime()) ? taken.local : clock.format(local)
  const offset = taken.offset ? ` (UTC${taken.offset.replace('-', '\u2212')})` : ''
  return <time datetime={taken.local}>{words('exhibits.says', { text: `${text}${offset}` })}</time>
}

/** All that is known of one file, in two columns of words. */
export function ExhibitFacts(props: { exhibit: ExhibitRecord; words: Words; timeZone: string }) {
  const { exhibit, words, timeZone } = props
  const facts = exhibit.metadata?.facts
  const at = (time: string) => (
    <time datetime={time} title={utc(words, time)}>
      {onClock(words, time, timeZone)}
    </time>
  )
  const rows: [string, unknown][] = [
    ['copy_grade', words(`exhibits.grade.${exhibit.copy_grade}`)],
    ['taken', facts?.taken && <TakenAt taken={facts.taken} words={words} />],
    ['place', placeFact(exhibit, words)],
    ['camera', facts?.camera && <bdi>{facts.camera}</bdi>],
    ['software', facts?.software && <bdi>{facts.software}</bdi>],
    ['pixels', facts?.width && facts.height && `${facts.width} × ${facts.height}`],
    ['plays', facts?.seconds && duration(words, facts.seconds)],
    ['credentials', facts?.credentials && words('exhibits.credentials_there')],
    ['type', <bdi>{exhibit.mime ?? '?'}</bdi>],
    ['size', exhibit.size !== null && sizeFact(words, exhibit.size)],
    ['file_name', exhibit.name && <bdi>{exhibit.name}</bdi>],
    ['received', at(exhibit.received_at)],
    ['kept', exhibit.stored_at && at(exhibit.stored_at)],
    ['checked', exhibit.checked_at && at(exhibit.checked_at)],
    ['scan', exhibit.scan && words(`exhibits.scanned.${exhibit.scan}`)],
    ['sha256', exhibit.sha256 && <code class="whole">{exhibit.sha256}</code>],
    ['sha512', exhibit.sha512 && <code class="whole">{exhibit.sha512}</code>],
  ]
  return (
    <dl class="fact-list">
      {rows
        .filter(([, value]) => Boolean(value))
        .map(([name, value]) => (
          <div>
            <dt>{words(`exhibits.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function placeFact({ metadata }: ExhibitRecord, words: Words) {
  if (metadata?.until_safe) return <UntilSafe words={words} />
  const place = metadata?.facts.place
  if (!place) return null
  return (
    <bdi>
      {place.latitude.toFixed(5)}, {place.longitude.toFixed(5)}
    </bdi>
  )
}

function sizeFact(words: Words, size: number): string {
  const exact = words('exhibits.bytes', { count: size, text: size.toLocaleString(words.language) })
  return size < 1000 ? exact : `${bytes(words, size)} (${exact})`
}

function duration({ language }: Words, seconds: number): string {
  const style = { style: 'unit', maximumFractionDigits: 1 } as const
  const [value, unit] = seconds < 120 ? [seconds, 'second'] : [seconds / 60, 'minute']
  return new Intl.NumberFormat(language, { ...style, unit }).format(value)
}
