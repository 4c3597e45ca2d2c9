import type { MessageRecord } from '../tips/record.ts'
import { mostMessages, type Sight } from '../tips/read.ts'
import { isTakenBack } from '../tips/view.ts'
import { bytes } from './exhibit-facts.tsx'
import { exhibitName } from './exhibits.tsx'
import { Masked, UntilSafe } from './masked.tsx'
import { dayOf, hourOf, utc } from './times.tsx'
import { type Words, optionLabel } from './words.ts'

interface Shown {
  sight: Sight
  words: Words
  timeZone: string
  /** May ask to see what is hidden. */
  unseals: boolean
}

/** The conversation, the newest at the bottom and in view. */
export function Thread(shown: Shown) {
  const { sight, words, timeZone } = shown
  const days = Map.groupBy(sight.messages, (message) => dayOf(words, message.at, timeZone))
  return (
    <div
      class="thread-scroll"
      id="thread-scroll"
      tabindex={0}
      role="region"
      aria-labelledby="thread-title"
    >
      <div class="thread">
        {sight.messages.length === mostMessages && (
          <p class="hint">{words('history.latest', { count: mostMessages })}</p>
        )}
        {[...days].map(([day, messages]) => (
          <>
            <h3 class="day">{day}</h3>
            <ol>
              {messages.map((message) => (
                <Message message={message} shown={shown} />
              ))}
            </ol>
          </>
        ))}
      </div>
    </div>
  )
}

function Message({ message, shown }: { message: MessageRecord; shown: Shown }) {
  const { sight, words, timeZone, unseals } = shown
  return (
    <li id={`message-${message.id}`} class={`message ${kindClass(message)}`}>
      <p class="byline">
        <b>{author(message, shown)}</b>
        <time datetime={message.at} title={utc(words, message.at)}>
          {hourOf(words, message.at, timeZone)}
        </time>
      </p>
      <Text message={message} shown={shown} />
      {message.until_safe && <UntilSafe words={words} />}
      {message.place && (
        <p class="spot">
          {words('thread.pin')}{' '}
          <bdi>
            {message.place.latitude.toFixed(5)}, {message.place.longitude.toFixed(5)}
          </bdi>{' '}
          <bdi>{message.place.label}</bdi>
        </p>
      )}
      <Files files={sight.files.filter((file) => file.message_id === message.id)} shown={shown} />
      {message.edits.map((edit) => (
        <div class="edit" id={`message-${edit.id}`}>
          <p class="byline">{words('thread.edited', { time: hourOf(words, edit.at, timeZone) })}</p>
          <p class="text" dir="auto" lang={message.language}>
            {edit.text === null ? (
              words('thread.unreadable')
            ) : (
              <Masked text={edit.text} hidden={edit.hidden} words={words} />
            )}
          </p>
        </div>
      ))}
      {unseals && isMasked(message) && (
        <p class="delivery">
          <a href={`/console/tips/${sight.tip.code}/messages/${message.id}/unmask`}>
            {words('hidden.show')}
          </a>
        </p>
      )}
      <Delivery message={message} words={words} />
    </li>
  )
}

/** A place that is hidden until they are safe is shown to nobody. */
function isMasked({ hidden, edits }: MessageRecord): boolean {
  return [hidden, ...edits.map((edit) => edit.hidden)].flat().some(({ kind }) => kind !== 'place')
}

function kindClass({ direction, kind }: MessageRecord): string {
  if (direction === 'in') return 'from-person'
  return kind === 'follow-up' ? 'from-staff' : 'from-line'
}

function author({ direction, sent_by, kind }: MessageRecord, { sight, words }: Shown): string {
  if (direction === 'in') return sight.tip.contact.alias
  if (kind !== 'follow-up') return words('thread.line')
  return sent_by ?? words('thread.staff')
}

function Text({ message, shown }: { message: MessageRecord; shown: Shown }) {
  const { text, choice, kind, language, hidden } = message
  const { words, sight } = shown
  if (text === null) {
    if (isTakenBack(sight.tip)) return <p class="text none">{words('thread.withdrawn')}</p>
    return <p class="text alert">{words('thread.unreadable')}</p>
  }
  if (kind === 'unreadable' && !text) return <p class="text none">{words('thread.odd')}</p>
  if (choice && !text) {
    return <p class="text chosen">{optionLabel(words, choice.question, choice.choice)}</p>
  }
  if (!text) return null
  return (
    <p class="text" dir="auto" lang={language}>
      <Masked text={text} hidden={hidden} words={words} />
    </p>
  )
}

/** The files of a message, each a way to its exhibit. */
function Files({ files, shown }: { files: Sight['files']; shown: Shown }) {
  const { words, sight } = shown
  if (files.length === 0) return null
  const name = (file: Sight['files'][number]) =>
    [file.exhibit ? exhibitName(file, words) : '', words(`file.${file.kind}`)].join(' ').trim()
  return (
    <ul class="attached">
      {files.toSorted(byNumber).map((file) => (
        <li>
          {isTakenBack(sight.tip) ? (
            <b>{name(file)}</b>
          ) : (
            <a href={`/console/tips/${sight.tip.code}/exhibits/${file.id}`}>{name(file)}</a>
          )}
          {file.size ? <span>{bytes(words, file.size)}</span> : null}
          <span>{words(`file.state.${file.state}`)}</span>
        </li>
      ))}
    </ul>
  )
}

function byNumber(one: Sight['files'][number], other: Sight['files'][number]): number {
  return (one.exhibit ?? Infinity) - (other.exhibit ?? Infinity) || 0
}

/** How a message of ours fared, in plain words. Replies that rode home need none. */
function Delivery({ message, words }: { message: MessageRecord; words: Words }) {
  const { status, error_code, direction } = message
  if (direction === 'in' || status === 'replied') return null
  const reason = error_code && status === 'failed' ? reasonFor(words, error_code) : ''
  return (
    <p class={`delivery delivery-${status}`}>
      {words(`delivery.${status}`)}
      {reason && `: ${reason}`}
    </p>
  )
}

function reasonFor(words: Words, code: string): string {
  const key = `reason.${code}`
  const reason = words(key)
  return reason.endsWith(key) ? words('reason.other', { code }) : reason
}
