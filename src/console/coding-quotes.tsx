import { z } from 'zod'
import type { Quote } from '../conversation/record.ts'
import { findQuote, type Quotable, quotedWords, shownAs } from '../tips/coding/quote.ts'
import { rowsOf, type Sent, sections, type Typed } from './coding-form.ts'
import { Masked } from './masked.tsx'
import { onClock } from './times.tsx'
import type { Words } from './words.ts'

const Quotes = z.array(z.object({ message_id: z.string(), start: z.int(), end: z.int() }))
const beginning = 60

/** What the person wrote, and how to show it. */
export interface Source {
  messages: Quotable[]
  words: Words
  timeZone: string
}

/** Words that are not in the message they were said to be in, as they were typed, by row. */
export type Misquotes = Map<string, { from: string; said: string }>

/** Puts the words that were picked into their rows as quotes. What is found nowhere is given back. */
export function pickQuotes(typed: Typed, sent: Sent, messages: Quotable[]) {
  const misquotes: Misquotes = new Map()
  const picked = sections.map(({ name }) => {
    const rows = rowsOf(typed, name).map((row, index) => {
      const path = `${name}.${index}`
      const [from, said] = [sent[`${path}.quote_from`], sent[`${path}.quote_said`]].map(String)
      if (!said?.trim() || typeof sent[`${path}.quote_said`] !== 'string') return row
      const chosen = from ? messages.filter(({ id }) => id === from) : messages
      const quote = findQuote(chosen, said)
      if (quote) return { ...row, quotes: [...quotesOf(row), quote] }
      misquotes.set(path, { from: from ?? '', said })
      return row
    })
    return [name, rows] as const
  })
  return { typed: { ...typed, ...Object.fromEntries(picked) }, misquotes }
}

/** Takes a quote away, named like `acts.0.1`: the second of the first act. */
export function removeQuote(typed: Typed, at: string): Typed {
  const [name = '', index, nth] = at.split('.')
  if (!sections.some((one) => one.name === name)) return typed
  const rows = rowsOf(typed, name).map((row, n) => {
    if (n !== Number(index)) return row
    return { ...row, quotes: quotesOf(row).filter((_, one) => one !== Number(nth)) }
  })
  return { ...typed, [name]: rows }
}

function quotesOf(row: Typed): Quote[] {
  return Quotes.safeParse(row['quotes']).data ?? []
}

/** The words that a row rests on, each to be taken away, and the way to pick more. */
export function QuoteFields(props: {
  row: Typed
  path: string
  name: string
  source: Source
  misquotes: Misquotes
}) {
  const { row, path, name, source, misquotes } = props
  const { messages, words, timeZone } = source
  const quotes = quotesOf(row)
  const wrong = misquotes.get(path)
  return (
    <fieldset class="quotes">
      <legend>{words('coding.quotes')}</legend>
      {quotes.length > 0 && (
        <>
          <input type="hidden" name={`${path}.quotes`} value={JSON.stringify(quotes)} />
          <ul>
            {quotes.map((quote, index) => (
              <li>
                <Quoted quote={quote} source={source} />{' '}
                <button type="submit" name="unquote" value={`${path}.${index}`} class="quiet">
                  {words('coding.remove')}{' '}
                  <span class="unseen">{words('coding.quote_of', { n: index + 1, name })}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="fields">
        <label>
          <span>{words('coding.quote_from')}</span>
          <select name={`${path}.quote_from`}>
            <option value="">{words('coding.any_message')}</option>
            {messages.map((message) => (
              <option value={message.id} selected={message.id === wrong?.from}>
                {onClock(words, message.at, timeZone)}: {begins(message)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words('coding.quote_said')}</span>
          <input
            name={`${path}.quote_said`}
            value={wrong?.said ?? ''}
            dir="auto"
            maxlength={4000}
            autocomplete="off"
            autofocus={wrong !== undefined}
            aria-invalid={wrong && 'true'}
            aria-describedby={wrong && 'misquoted'}
          />
        </label>
      </div>
      <button type="submit" name="quote" value={path} class="quiet">
        {words('coding.quote_add')} <span class="unseen">{name}</span>
      </button>
    </fieldset>
  )
}

/** The words of a quote with a way to its message, or that they are not shown. */
function Quoted({ quote, source: { messages, words } }: { quote: Quote; source: Source }) {
  const said = quotedWords(messages, quote)
  if (said === undefined) return <span class="hint">{words('coding.quote_hidden')}</span>
  return (
    <a href={`#said-${quote.message_id}`}>
      <q dir="auto">{said}</q>
    </a>
  )
}

/** The words of every quote of a row, to be read. */
export function QuotedWords({ row, source }: { row: Typed; source: Source }) {
  return quotesOf(row).map((quote) => (
    <>
      {' '}
      <Quoted quote={quote} source={source} />
    </>
  ))
}

/** Everything that the person wrote, to copy words from. */
export function Said({ messages, words, timeZone }: Source) {
  if (messages.length === 0) return null
  return (
    <details class="said">
      <summary>{words('coding.said')}</summary>
      <ol>
        {messages.map((message) => (
          <li id={`said-${message.id}`}>
            <time datetime={message.at}>{onClock(words, message.at, timeZone)}</time>
            <p dir="auto">
              <Masked {...shownAs(message)} words={words} />
            </p>
          </li>
        ))}
      </ol>
    </details>
  )
}

function begins(message: Quotable): string {
  const { text } = shownAs(message)
  const characters = [...text.replace(/\s+/g, ' ').trim()]
  const cut = characters.length > beginning ? '…' : ''
  return characters.slice(0, beginning).join('') + cut
}
