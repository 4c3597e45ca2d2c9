import type { TwilioNetwork } from './twilio-network.ts'

/**
 * WhatsApp. Buttons need templates that WhatsApp approves one by one, so choices are numbered text.
 * No carrier stands between: STOP is an ordinary word unless Advanced Opt-Out says it acted.
 */
export const whatsapp: TwilioNetwork = {
  name: 'whatsapp',
  prefix: 'whatsapp:',
  traits: { limit: 1600, buttons: false, segments: false },
  recompresses: true,
  carrier_words: false,
}
