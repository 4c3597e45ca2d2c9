import { randomBytes } from 'node:crypto'
import type { TelegramConfig, TwilioConfig } from '../config.ts'

export interface Providers {
  twilio: TwilioConfig
  telegram: TelegramConfig
}

/**
 * Provider settings for the demo: made up anew at each start, so that nobody else can sign for them,
 * and pointed at the doubles. `local` is where this very server answers, such as
 * `http://127.0.0.1:8080`.
 */
export function madeUpProviders(local: string): Providers {
  const random = () => randomBytes(16).toString('hex')
  return {
    twilio: {
      account_sid: `AC${random()}`,
      auth_tokens: [random()],
      api_url: `${local}/simulator/twilio`,
      // 555-0100 to 555-0199 are kept for fiction.
      from: ['+12025550100'],
    },
    telegram: {
      token: `100200300:${random()}`,
      secret: random(),
      api_url: `${local}/simulator/telegram`,
    },
  }
}
