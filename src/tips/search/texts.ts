import { z } from 'zod'
import { InboundBody } from '../../channels/body.ts'
import type { KeyRing } from '../../seal/keys.ts'
import { hidesPlace, maskText } from '../masking.ts'
import { openAs } from '../open.ts'
import type { SearchMessage } from './store.ts'
import { searchWords } from './words.ts'

const Body = z.object({
  text: z.string().default(''),
  masked: InboundBody.shape.masked,
  place: InboundBody.shape.place.nullish(),
})

/** Every word that a tip's messages may be found by. What views hide is not among them. */
export function wordsOfMessages(keys: KeyRing, messages: SearchMessage[]): Set<string> {
  const words = new Set<string>()
  for (const message of messages) {
    for (const word of searchWords(shownText(keys, message))) words.add(word)
  }
  return words
}

function shownText(keys: KeyRing, { id, key, body, flags, answers_place }: SearchMessage): string {
  const opened = openAs(Body, keys, key, `message:${id}`, body)
  if (!opened) return ''
  const { text, masked = [], place } = opened
  const secret = hidesPlace({ flags })
  if (secret && answers_place) return ''
  const label = secret ? '' : (place?.label ?? '')
  return `${withoutLabels(text, masked)} ${label}`
}

function withoutLabels(text: string, masked: Parameters<typeof maskText>[1]): string {
  const { text: shown, hidden } = maskText(text, masked)
  return hidden.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), shown)
}
