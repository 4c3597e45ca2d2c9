import type { ChannelName, Traits } from './channel.ts'

/** A network behind Twilio: how its addresses are written and which words its carriers eat. */
export interface TwilioNetwork {
  name: ChannelName
  /** In front of every address, such as `whatsapp:`; empty for SMS. */
  prefix: string
  traits: Traits
  /** Photos and videos are made smaller on their way. */
  recompresses: boolean
  /** Twilio acts on STOP and its like by itself, and answers them, before we see them. */
  carrier_words: boolean
}
