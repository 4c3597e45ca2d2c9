import type { Context } from 'hono'
import type { ByteRange } from '../storage/storage.ts'

/** Bytes to send, and how they may be asked for. */
export interface SentFile {
  mime: string
  size: number
  /** Offered to be saved under this name; shown in the page without one. */
  save_as?: string
  read(range?: ByteRange): Promise<ReadableStream<Uint8Array>>
}

/** What browsers show without being able to run anything in it. All else is only ever saved. */
const harmless = new Set([
  ...['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'],
  ...['video/mp4', 'video/webm', 'video/quicktime', 'video/3gpp', 'video/ogg'],
  ...['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/ogg', 'audio/wav', 'audio/webm'],
  ...['audio/aac', 'audio/flac', 'audio/x-flac', 'audio/opus'],
])

/** Whether a file of this type may be shown in a page. */
export function isShowable(mime: string): boolean {
  return harmless.has(mime)
}

/**
 * Sends somebody else's file: never as anything a browser would run, never guessed at, never to another
 * site, and in parts when asked so.
 */
export async function sendFile(c: Context, file: SentFile): Promise<Response> {
  const range = readRange(c.req.header('Range'), file.size)
  const saved = file.save_as ?? (isShowable(file.mime) ? undefined : 'file')
  const headers = {
    'Content-Type': isShowable(file.mime) ? file.mime : 'application/octet-stream',
    'Content-Disposition': saved ? attachment(saved) : 'inline',
    'Content-Security-Policy':
      "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Accept-Ranges': 'bytes',
  }
  if (range === 'none') {
    return c.body(null, 416, { ...headers, 'Content-Range': `bytes */${file.size}` })
  }
  const { from, to } = range ?? { from: 0, to: file.size }
  const part = range && { 'Content-Range': `bytes ${from}-${to - 1}/${file.size}` }
  const length = { 'Content-Length': String(to - from) }
  return c.body(await file.read(range), range ? 206 : 200, { ...headers, ...length, ...part })
}

/** The one part asked for, in bytes; `none` when there is no such part. Several parts are not sent. */
export function readRange(
  header: string | undefined,
  size: number,
): ByteRange | 'none' | undefined {
  const [, start = '', end = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (!start && !end) return undefined
  const from = start ? Number(start) : Math.max(size - Number(end), 0)
  const to = start && end ? Math.min(Number(end) + 1, size) : size
  return from < to ? { from, to } : 'none'
}

/** A name that can do no harm where it is saved; the true one is in the manifest. */
function attachment(name: string): string {
  const plain = name.replace(/[^\w. -]+/g, '_').slice(-120)
  return `attachment; filename="${plain.replace(/^\.+/, '_') || 'file'}"`
}
