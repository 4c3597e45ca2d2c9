import type { Fetched, FetchFault } from './channel.ts'
import { type Patience, patience, watched } from './watch-body.ts'

/** How a provider's files are asked for. */
export interface DownloadRules {
  /** Whether we ask there at all. Everything a message carries is somebody else's word. */
  allows(url: URL): boolean
  /** Only for addresses that may see our credentials. */
  headers(url: URL): Record<string, string>
  /** How many bytes at most, where a length is announced. */
  most: number
  patience?: Patience
}

type Failed = Extract<Fetched, { status: 'failed' }>
type Body = Omit<Extract<Fetched, { status: 'fetched' }>, 'copy_grade'>

const redirectsMost = 3
/**
 * Asks for a file. Redirects are followed by hand: each address is checked like the first, and
 * credentials go only where the rules say. Never throws for what the other side does; a body that
 * breaks off ends its stream with an error.
 */
export async function download(
  address: string,
  rules: DownloadRules,
  redirects = redirectsMost,
): Promise<Body | Failed> {
  const url = URL.parse(address)
  if (!url || url.username || !rules.allows(url)) return failed('not-ours', 'none')
  const over = new AbortController()
  const response = await ask(url, rules, over)
  if (!response) return failed('unreachable', 'long')
  if (response.status < 300 || response.status > 399) return readAnswer(response, rules, over)
  await response.body?.cancel()
  const to = URL.parse(response.headers.get('location') ?? '', url)
  if (!to || redirects === 0) return failed('refused', 'short')
  return download(to.href, rules, redirects - 1)
}

async function ask(
  url: URL,
  rules: DownloadRules,
  over: AbortController,
): Promise<Response | undefined> {
  const timer = setTimeout(() => over.abort(), (rules.patience ?? patience).head)
  try {
    return await fetch(url, {
      // Packed on the way, the bytes would not be the file's.
      headers: { 'accept-encoding': 'identity', ...rules.headers(url) },
      redirect: 'manual',
      signal: over.signal,
    })
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

async function readAnswer(
  response: Response,
  rules: DownloadRules,
  over: AbortController,
): Promise<Body | Failed> {
  const length = response.headers.get('content-length')
  const size = length && !response.headers.has('content-encoding') ? Number(length) : undefined
  const tooLarge = size !== undefined && size > rules.most
  if (!response.ok || !response.body || tooLarge) {
    over.abort()
    return tooLarge ? failed('too-large', 'none') : faultOf(response.status)
  }
  const mime = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  const bytes = await watched(response.body, { size, over, ...(rules.patience ?? patience) })
  if (bytes === 'empty') return failed('empty', 'short')
  return { status: 'fetched', bytes, ...(mime && { mime }), ...(size !== undefined && { size }) }
}

/** A file that is not there may still be on its way; one that is forbidden may be a setting. */
function faultOf(status: number): Failed {
  if (status === 404 || status === 410) return failed('gone', 'short')
  if (status === 429 || status >= 500) return failed('unreachable', 'long')
  return failed('refused', status === 401 || status === 403 ? 'long' : 'short')
}

/** How a fetch failed, in the form a channel answers. */
export function failed(code: FetchFault, patience: Failed['patience']): Failed {
  return { status: 'failed', code, patience }
}
