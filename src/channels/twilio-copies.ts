import { z } from 'zod'
import type { TwilioConfig } from '../config.ts'
import type { ProviderCopy, Removal } from './channel.ts'
import { twilioAddress, twilioCredentials } from './twilio-account.ts'
import { isMedia } from './twilio-media.ts'

const timeout = 30_000
const Refused = z.object({ code: z.coerce.string() })

/**
 * Removes what Twilio keeps of a file or a message; what is not there is removed.
 * https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource
 */
export async function removeAtTwilio(
  twilio: TwilioConfig | undefined,
  copy: ProviderCopy,
): Promise<Removal> {
  if (!twilio) return { status: 'failed', code: 'not-configured', patience: 'long' }
  const address = addressOf(twilio, copy)
  if (!address) return { status: 'failed', code: 'not-ours', patience: 'none' }
  try {
    return await readRemoval(await remove(twilio, address))
  } catch {
    return { status: 'failed', code: 'unreachable', patience: 'long' }
  }
}

function addressOf(twilio: TwilioConfig, copy: ProviderCopy): string | undefined {
  if (copy.type === 'message') {
    const [sid, kind] = /^([A-Z]{2})[0-9a-zA-Z]{32}$/.exec(copy.provider_ref) ?? []
    // Of a call nothing but what was said is a message.
    const folder = kind === 'RE' ? 'Recordings' : 'Messages'
    return sid && twilioAddress(twilio, `${folder}/${sid}.json`)
  }
  const { source } = copy
  return 'url' in source && isMedia(twilio, source.url) ? `${source.url}.json` : undefined
}

function remove(twilio: TwilioConfig, address: string): Promise<Response> {
  return fetch(address, {
    method: 'DELETE',
    headers: twilioCredentials(twilio),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
  })
}

/** 20009: the message is not finished yet, which may take minutes, or up to 14 days. */
async function readRemoval(response: Response): Promise<Removal> {
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok || response.status === 404) return { status: 'removed' }
  const code = Refused.safeParse(answer).data?.code ?? `http-${response.status}`
  return { status: 'failed', code, patience: 'long' }
}
