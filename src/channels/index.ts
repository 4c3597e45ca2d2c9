import type { Config } from '../config.ts'
import type { Channel, ChannelName } from './channel.ts'
import { rcs } from './rcs.ts'
import { sms } from './sms.ts'
import { createTelegramChannel } from './telegram.ts'
import { createTwilioChannel } from './twilio.ts'
import { whatsapp } from './whatsapp.ts'

/** Every channel. One whose provider is not configured is there, and says so when asked to send. */
export function createChannels(config: Config): Record<ChannelName, Channel> {
  return {
    sms: createTwilioChannel(sms, config),
    whatsapp: createTwilioChannel(whatsapp, config),
    rcs: createTwilioChannel(rcs, config),
    telegram: createTelegramChannel(config),
  }
}
