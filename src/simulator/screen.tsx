import type { Phone, PhoneButton, PhoneMessage } from './phone.ts'
import { formatTime } from './times.ts'
import type { Words } from './visitor.ts'

/** The part of a phone that changes by itself. */
export interface Screen {
  app: 'sms' | 'telegram'
  phone: Phone
  revision: number
  language: string
  words: Words
}

/** Asks every second whether there is more; focus and scroll stay where they are. */
export function ScreenPart({ screen }: { screen: Screen }) {
  const { app, phone, revision, words } = screen
  const address = `/simulator/phones/${app}/screen?seen=${revision}`
  return (
    <div
      id={`${app}-screen`}
      class="screen"
      hx-get={address}
      hx-trigger="every 1s"
      hx-swap="outerMorph"
    >
      <div class="log" role="log" tabindex={0} aria-label={words(`${app}.log`)}>
        {phone.messages.length === 0 && <p class="empty">{words(`${app}.empty`)}</p>}
        {phone.messages.map((message) => (
          <Message message={message} screen={screen} />
        ))}
      </div>
      {app === 'telegram' && phone.blocked && <Blocked words={words} />}
    </div>
  )
}

function Message({ message, screen }: { message: PhoneMessage; screen: Screen }) {
  const { id, by, text, files, place, buttons = [], at, state, edited } = message
  const { words, language } = screen
  return (
    <article id={`${screen.app}-${id}`} class={`message ${by}`}>
      <span class="hidden">{words(`by.${by}`)}</span>
      {files.map(() => (
        <img src="/simulator/picture.png" width={240} height={160} alt={words('picture')} />
      ))}
      {place && (
        <p class="place">
          {place.label} <small>{`${place.latitude}, ${place.longitude}`}</small>
        </p>
      )}
      {text && (
        <p class="text" dir="auto">
          <Linked text={text} />
        </p>
      )}
      <p class="when">
        <time datetime={new Date(at).toISOString()}>{formatTime(at, language)}</time>
        {edited && ` · ${words('edited')}`}
        {by === 'person' && ` · ${words(`state.${state}`)}`}
      </p>
      {buttons.length > 0 && <Keyboard message={id} rows={buttons} />}
    </article>
  )
}

/** Web addresses can be opened, as phones do it. */
function Linked({ text }: { text: string }) {
  return (
    <>
      {text.split(/(https?:\/\/[^\s]+)/).map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <a href={part} target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ),
      )}
    </>
  )
}

function Keyboard({ message, rows }: { message: string; rows: PhoneButton[][] }) {
  return (
    <div class="keyboard">
      {rows.map((row) => (
        <div class="keys">
          {row.map(({ label, data, pending }) => (
            <button
              type="button"
              aria-busy={pending ? 'true' : undefined}
              hx-post="/simulator/phones/telegram/press"
              hx-vals={JSON.stringify({ message, data })}
              hx-target="#telegram-screen"
              hx-swap="outerMorph"
            >
              {label}
            </button>
          ))}
        </div>
      ))}
    </div>
  )
}

function Blocked({ words }: { words: Words }) {
  return (
    <div class="blocked" role="status">
      <span>{words('telegram.blocked')}</span>
      <button
        type="button"
        hx-post="/simulator/phones/telegram/block"
        hx-vals='{"blocked":"no"}'
        hx-target="#telegram-screen"
        hx-swap="outerMorph"
      >
        {words('telegram.unblock')}
      </button>
    </div>
  )
}
