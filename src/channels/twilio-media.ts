import type { TwilioConfig } from '../config.ts'
import type { Fetched, FileToFetch } from './channel.ts'
import { download, type DownloadRules, failed } from './download.ts'
import { twilioCredentials } from './twilio-account.ts'
import type { TwilioNetwork } from './twilio-network.ts'

/**
 * Fetches a file of a message. Twilio asks for credentials at its interface, then redirects to where the
 * file lies, which must not see them: https://www.twilio.com/docs/messaging/api/media-resource
 */
export async function fetchFromTwilio(
  network: TwilioNetwork,
  twilio: TwilioConfig | undefined,
  { kind, source, most }: FileToFetch,
): Promise<Fetched> {
  if (!twilio) return failed('not-configured', 'long')
  if (!('url' in source) || !isMedia(twilio, source.url)) return failed('not-ours', 'none')
  const got = await download(source.url, rulesOf(twilio, most))
  if (got.status === 'failed') return got
  const recompressed = network.recompresses && (kind === 'photo' || kind === 'video')
  return { ...got, copy_grade: recompressed ? 'platform_recompressed' : 'unknown' }
}

/** Only our own account's media are asked for. */
export function isMedia({ api_url, account_sid }: TwilioConfig, address: string): boolean {
  const base = `${api_url}/2010-04-01/Accounts/${account_sid}/`
  const path = address.startsWith(base) ? address.slice(base.length) : ''
  return /^(Messages\/\w+\/Media|Recordings)\/\w+$/.test(path)
}

function rulesOf(twilio: TwilioConfig, most: number): DownloadRules {
  const home = new URL(twilio.api_url).origin
  return {
    most,
    allows: (url) => url.origin === home || (url.protocol === 'https:' && isHost(url)),
    headers: (url) => (url.origin === home ? twilioCredentials(twilio) : {}),
  }
}

/** Where Twilio's redirects have been seen to lead. */
const hosts = /(?:^|\.)(?:twilio\.com|twiliocdn\.com|s3-external-1\.amazonaws\.com)$/

function isHost({ hostname, port }: URL): boolean {
  return port === '' && hosts.test(hostname)
}
