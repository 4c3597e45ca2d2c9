import { fileTypeFromBuffer } from 'file-type'

/** What a file is by its bytes, whatever was announced; its name and its sender may lie. */
export async function sniff(head: Uint8Array): Promise<string> {
  const known = await fileTypeFromBuffer(head).catch(() => undefined)
  if (known && known.mime !== 'application/xml') return known.mime
  const text = readText(head)
  return text === undefined ? 'application/octet-stream' : textType(text)
}

/** What investigators take it for. Pictures that can carry scripts are documents. */
export function kindOf(mime: string): 'photo' | 'video' | 'audio' | 'document' {
  if (mime === 'image/svg+xml') return 'document'
  const family = mime.split('/')[0]
  if (family === 'image') return 'photo'
  return family === 'video' || family === 'audio' ? family : 'document'
}

/** The head as text, if it can be; a letter cut in two at its end does not matter. */
function readText(head: Uint8Array): string | undefined {
  if (head.length === 0 || head.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
  } catch {
    return undefined
  }
}

/** Only what a browser could act on is told apart; a doubt counts as such. */
function textType(text: string): string {
  if (/<svg[\s>]/i.test(text)) return 'image/svg+xml'
  if (/<(?:!doctype html|html|head|body|script|iframe|a|img|form|meta|object)[\s>/]/i.test(text)) {
    return 'text/html'
  }
  if (/^\s*<\?xml/i.test(text)) return 'application/xml'
  return /^BEGIN:VCARD/i.test(text) ? 'text/vcard' : 'text/plain'
}
