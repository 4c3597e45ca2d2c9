import type { Coding, Quote } from '../../conversation/record.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { hidesPlace, maskText, type MaskedText } from '../masking.ts'
import { openWords, type Spoken } from '../message-view.ts'
import { mostMessages } from '../read.ts'
import { listEdits, listLatestMessages, listPlaceMessages, type TipRow } from '../store.ts'

/** A message of the person, or one of its edits, as far as staff may quote it. */
export interface Quotable extends Spoken {
  id: string
  at: string
}

/**
 * What the person wrote, oldest first: what a coding can rest on. While it is happening the messages that
 * say where are left out, as they are shown to nobody. A page is given the end of a long thread only.
 */
export async function readQuotables(
  { db, keys }: Deps,
  tip: TipRow,
  most: number = mostMessages,
): Promise<Quotable[]> {
  const rows = await listLatestMessages(db, tip.id, most)
  const received = rows.filter(({ direction }) => direction === 'in')
  const edits = await listEdits(
    db,
    received.map(({ id }) => id),
  )
  const places = new Set(hidesPlace(tip) ? await listPlaceMessages(db, tip.id) : [])
  return [...received, ...edits]
    .filter(({ id, about }) => !places.has(id) && !places.has(about ?? ''))
    .sort((a, b) => +a.at - +b.at)
    .flatMap((row) => {
      const { text, masked } = openWords(keys, row)
      return text.trim() ? [{ id: row.id, at: row.at.toISOString(), text, masked }] : []
    })
}

/** A message as it is shown, with labels in place of what is masked. */
export function shownAs({ text, masked }: Spoken): MaskedText {
  return maskText(text, masked)
}

/**
 * Where words stand in the first of these messages that has them. Spaces and line breaks count alike, as
 * copying changes them; nothing masked can be part of it.
 */
export function findQuote(messages: Quotable[], words: string): Quote | undefined {
  const parts = words.trim().split(/\s+/).map(literally)
  for (const { id, text, masked } of messages) {
    for (const found of text.matchAll(new RegExp(parts.join('\\s+'), 'g'))) {
      const span = { start: found.index, end: found.index + found[0].length }
      if (span.end > span.start && !isHidden(span, masked)) return { message_id: id, ...span }
    }
  }
  return undefined
}

/** The words that a quote stands for; undefined where they are not shown, or not there any more. */
export function quotedWords(messages: Quotable[], quote: Quote): string | undefined {
  const message = messages.find(({ id }) => id === quote.message_id)
  if (!message || isHidden(quote, message.masked)) return undefined
  return message.text.slice(quote.start, quote.end) || undefined
}

/**
 * Refuses a coding with a quote that stands for no words of the person. One that was coded before may
 * stay: its message may be hidden for now. Throws `bad-request`.
 */
export async function requireQuotes(
  deps: Deps,
  tip: TipRow,
  { coding, before }: { coding: Coding; before: Coding | null | undefined },
): Promise<void> {
  const known = new Set(before ? quotesIn(before).map(nameOf) : [])
  const fresh = quotesIn(coding).filter((quote) => !known.has(nameOf(quote)))
  if (fresh.length === 0) return
  const messages = await readQuotables(deps, tip, 1_000_000)
  if (fresh.some((quote) => quotedWords(messages, quote) === undefined)) {
    throw new Failure('bad-request', 'A quote is not in what the person wrote, or is masked')
  }
}

function quotesIn({ persons, agents, vehicles, acts }: Coding): Quote[] {
  return [...persons, ...agents, ...vehicles, ...acts].flatMap(({ quotes = [] }) => quotes)
}

function nameOf({ message_id, start, end }: Quote): string {
  return `${message_id} ${start} ${end}`
}

function isHidden({ start, end }: Pick<Quote, 'start' | 'end'>, masked: Spoken['masked']) {
  return masked.some((one) => one.start < end && start < one.end)
}

function literally(part: string): string {
  return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
