import type { TwilioDoubleOptions, TwilioText } from './twilio-double.ts'
import type { TwilioMessage } from './twilio-store.ts'

/** The request for an inbound message: https://www.twilio.com/docs/messaging/guides/webhook-request */
export function inboundForm(
  options: TwilioDoubleOptions,
  message: TwilioMessage,
  { place, prefix, extra }: TwilioText,
): Record<string, string> {
  const { sid, from, to, body } = message
  return {
    ToCountry: 'US',
    SmsMessageSid: sid,
    NumMedia: String(message.files.length),
    SmsSid: sid,
    SmsStatus: 'received',
    Body: body,
    To: to,
    NumSegments: '1',
    MessageSid: sid,
    AccountSid: options.account_sid,
    From: from,
    ApiVersion: '2010-04-01',
    ...(prefix === 'whatsapp:' && { WaId: from.replace(/\D/g, ''), ProfileName: 'Somebody' }),
    ...(place && placeForm(place)),
    ...mediaForm(options, message),
    ...extra,
  }
}

function placeForm(place: NonNullable<TwilioText['place']>): Record<string, string> {
  const { latitude, longitude, label } = place
  return {
    Latitude: String(latitude),
    Longitude: String(longitude),
    ...(label && { Label: label }),
  }
}

function mediaForm(options: TwilioDoubleOptions, message: TwilioMessage): Record<string, string> {
  const base = `${options.api_url}/2010-04-01/Accounts/${options.account_sid}`
  return Object.fromEntries(
    message.files.flatMap(({ id, type }, n) => [
      [`MediaUrl${n}`, `${base}/Messages/${message.sid}/Media/${id}`],
      [`MediaContentType${n}`, type],
    ]),
  )
}

/** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status */
export function statusForm(
  options: TwilioDoubleOptions,
  { sid, from, to, status, error_code }: TwilioMessage,
): Record<string, string> {
  return {
    AccountSid: options.account_sid,
    ApiVersion: '2010-04-01',
    From: from,
    To: to,
    MessageSid: sid,
    MessageStatus: status,
    SmsSid: sid,
    SmsStatus: status,
    ...(error_code && { ErrorCode: String(error_code) }),
  }
}
