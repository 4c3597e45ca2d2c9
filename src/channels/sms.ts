import type { TwilioNetwork } from './twilio-network.ts'

/** SMS and MMS. 1,600 characters is the longest body Twilio takes or hands over. */
export const sms: TwilioNetwork = {
  name: 'sms',
  prefix: '',
  traits: { limit: 1600, buttons: false, segments: true },
  recompresses: true,
  carrier_words: true,
}
