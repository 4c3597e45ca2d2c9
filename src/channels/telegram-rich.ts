import { z } from 'zod'
import type { InboundFile } from './channel.ts'
import { readTelegramFiles, TelegramFiles } from './telegram-files.ts'

/** What a rich message says and shows, in order. */
interface Rich {
  text: string
  files: InboundFile[]
}

/** Far deeper than anybody nests; the stack has an end, and a message that throws would come for a day. */
const deepest = 40

const Fields = z.record(z.string(), z.unknown()).catch({})

/**
 * Reads a message that an app wrote as a page, of headings, lists, tables and pictures: its words, a block to
 * a line, and its files. https://core.telegram.org/bots/api#richmessage
 */
export function readRich(message: unknown): Rich {
  const files: InboundFile[] = []
  const text = readBlock(message, files, 0).join('\n')
  return { text, files }
}

/**
 * A block as lines: its heading, its words, the blocks within it, and what stands under it. It goes by the
 * names of the parts, so that a kind of block that is new to us is read like the others.
 */
function readBlock(block: unknown, files: InboundFile[], depth: number): string[] {
  if (depth > deepest) return []
  const part = Fields.parse(block)
  files.push(...readTelegramFiles(TelegramFiles.parse({ ...part, voice: part['voice_note'] })))
  return [
    ...[part['summary'], part['text'], part['expression']].map((one) => wordsOf(one)),
    ...list(part['cells']).map(readRow),
    ...list(part['blocks']).flatMap((one) => readBlock(one, files, depth + 1)),
    ...list(part['items']).flatMap((one) => readItem(one, files, depth + 1)),
    wordsOf(part['caption']),
    wordsOf(part['credit'] ?? Fields.parse(part['caption'])['credit']),
  ].filter(Boolean)
}

function readRow(cells: unknown): string {
  return list(cells)
    .map((cell) => wordsOf(cell))
    .join(' | ')
}

/** The label of an item stands before its first line. */
function readItem(item: unknown, files: InboundFile[], depth: number): string[] {
  const [first = '', ...others] = readBlock(item, files, depth)
  const label = wordsOf(Fields.parse(item)['label'])
  return [[label, first].filter(Boolean).join(' '), ...others]
}

/** The words of a rich text, however they are drawn. https://core.telegram.org/bots/api#richtext */
function wordsOf(text: unknown, depth = 0): string {
  if (typeof text === 'string') return text
  if (depth > deepest) return ''
  if (Array.isArray(text)) return text.map((one) => wordsOf(one, depth + 1)).join('')
  const { text: drawn, expression, alternative_text } = Fields.parse(text)
  return wordsOf(drawn ?? expression ?? alternative_text ?? '', depth + 1)
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
