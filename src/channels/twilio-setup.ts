import { z } from 'zod'
import type { TwilioConfig } from '../config.ts'
import { Failure } from '../errors.ts'
import { twilioAddress, twilioCredentials } from './twilio-account.ts'
import { overrides } from './twilio-overrides.ts'

/** What Twilio calls, by the names its interface has for it. */
type Settings = Record<string, string>

/** One number or Messaging Service: what it calls now, and what it should. */
export interface Sender {
  from: string
  /** Where its settings are changed. */
  address: string
  now: Settings
  due: Settings
}

const timeout = 10_000

const Account = z.object({ status: z.string() })
const Numbers = z.object({
  incoming_phone_numbers: z.array(z.looseObject({ sid: z.string(), phone_number: z.string() })),
})
const Service = z.looseObject({ sid: z.string() })
/** What each list of a service's senders calls them. */
const Held = z.object({
  phone_numbers: z.array(z.object({ phone_number: z.string() })).default([]),
  short_codes: z.array(z.object({ short_code: z.string() })).default([]),
  senders: z.array(z.object({ sender: z.string() })).default([]),
})

/** Whether the account answers and is active. Throws with what Twilio says. */
export async function checkAccount(twilio: TwilioConfig): Promise<string> {
  const address = `${twilio.api_url}/2010-04-01/Accounts/${twilio.account_sid}.json`
  return Account.parse(await ask(twilio, address)).status
}

/**
 * Every sender of `TWILIO_FROM` as Twilio has it. Throws `bad-config` for a number that the account lacks; a
 * sender of WhatsApp or RCS that is none has its settings elsewhere.
 * https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
 */
export async function readSenders(twilio: TwilioConfig, publicUrl: string): Promise<Sender[]> {
  const senders: Sender[] = []
  for (const from of twilio.from) {
    const isService = from.startsWith('MG')
    const sender = await (isService
      ? readService(twilio, publicUrl, from)
      : readNumber(twilio, publicUrl, from))
    if (sender) senders.push(sender)
  }
  return senders
}

/** Puts a sender's settings as they should be. */
export async function connectSender(twilio: TwilioConfig, { address, due }: Sender): Promise<void> {
  await ask(twilio, address, new URLSearchParams(due))
}

/** The settings that are not as they should be, by name. */
export function wrongSettings({ now, due }: Sender): string[] {
  return Object.keys(due).filter((name) => now[name] !== due[name])
}

/**
 * Every address of `TWILIO_FROM` that people write to, without a network's prefix: its numbers, and what its
 * Messaging Services hold. https://www.twilio.com/docs/messaging/api/phonenumber-resource
 */
export async function listAddresses(twilio: TwilioConfig): Promise<string[]> {
  const isService = (from: string) => from.startsWith('MG')
  const held = await Promise.all(twilio.from.filter(isService).map((one) => listHeld(twilio, one)))
  const own = [...twilio.from.filter((from) => !isService(from)), ...held.flat()]
  return own.map((address) => address.replace(/^\w+:/, ''))
}

async function listHeld(twilio: TwilioConfig, service: string): Promise<string[]> {
  const lists = ['PhoneNumbers', 'ShortCodes', 'ChannelSenders']
  const pages = await Promise.all(
    lists.map((list) => ask(twilio, `${serviceAddress(twilio, service)}/${list}?PageSize=1000`)),
  )
  return pages.flatMap((page) => {
    const { phone_numbers, short_codes, senders } = Held.parse(page)
    return [
      ...phone_numbers.map((one) => one.phone_number),
      ...short_codes.map((one) => one.short_code),
      ...senders.map((one) => one.sender),
    ]
  })
}

/** https://www.twilio.com/docs/messaging/api/service-resource, which is at a host of its own. */
function serviceAddress({ api_url }: TwilioConfig, service: string): string {
  const host = api_url.replace('//api.twilio.com', '//messaging.twilio.com')
  return `${host}/v1/Services/${service}`
}

async function readNumber(
  twilio: TwilioConfig,
  publicUrl: string,
  from: string,
): Promise<Sender | undefined> {
  const number = from.replace(/^\w+:/, '')
  const query = new URLSearchParams({ PhoneNumber: number })
  const found = Numbers.parse(
    await ask(twilio, twilioAddress(twilio, `IncomingPhoneNumbers.json?${query}`)),
  )
  const own = found.incoming_phone_numbers.find(({ phone_number }) => phone_number === number)
  if (!own && from !== number) return undefined
  if (!own) throw new Failure('bad-config', `TWILIO_FROM: the account has no number ${number}`)
  const due = {
    SmsUrl: `${publicUrl}/webhooks/twilio/message${overrides}`,
    SmsMethod: 'POST',
    SmsFallbackUrl: `${publicUrl}/webhooks/twilio/fallback${overrides}`,
    SmsFallbackMethod: 'POST',
    VoiceUrl: `${publicUrl}/webhooks/twilio/voice`,
    VoiceMethod: 'POST',
    // Of a number that belongs to an application only the application's addresses count.
    SmsApplicationSid: '',
    VoiceApplicationSid: '',
  }
  const address = twilioAddress(twilio, `IncomingPhoneNumbers/${own.sid}.json`)
  return { from, address, now: settingsOf(own, due), due }
}

async function readService(twilio: TwilioConfig, publicUrl: string, from: string): Promise<Sender> {
  const address = serviceAddress(twilio, from)
  const due = {
    InboundRequestUrl: `${publicUrl}/webhooks/twilio/message${overrides}`,
    InboundMethod: 'POST',
    FallbackUrl: `${publicUrl}/webhooks/twilio/fallback${overrides}`,
    FallbackMethod: 'POST',
    UseInboundWebhookOnNumber: 'false',
  }
  return { from, address, now: settingsOf(Service.parse(await ask(twilio, address)), due), due }
}

/** Parameters are `SmsUrl` where the answer says `sms_url`, which is null where nothing is set. */
function settingsOf(resource: Record<string, unknown>, due: Settings): Settings {
  const snake = (name: string) =>
    name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
  return Object.fromEntries(
    Object.keys(due).map((name) => [name, String(resource[snake(name)] ?? '')]),
  )
}

async function ask(
  twilio: TwilioConfig,
  address: string,
  body?: URLSearchParams,
): Promise<unknown> {
  const response = await fetch(address, {
    method: body ? 'POST' : 'GET',
    headers: twilioCredentials(twilio),
    ...(body && { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
  })
  if (response.ok) return response.json()
  const credentials = response.status === 401 ? ': the credentials are wrong' : ''
  throw new Failure('bad-config', `Twilio answers ${response.status}${credentials}`)
}
