import type { TwilioNetwork } from './twilio-network.ts'

/**
 * RCS. Shares its opt-outs with SMS of the same sender since March 2026, and falls back to SMS where
 * the phone lacks it, which then costs by the segment.
 * https://help.twilio.com/articles/223134027
 */
export const rcs: TwilioNetwork = {
  name: 'rcs',
  prefix: 'rcs:',
  traits: { limit: 1600, buttons: false, segments: true },
  recompresses: false,
  carrier_words: true,
}
