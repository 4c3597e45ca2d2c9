import { readConfig } from '../../src/config.ts'
import type { Config } from '../../src/config.ts'
import { newRingKey } from '../../src/seal/keys.ts'

export const accountSid = `AC${'0'.repeat(31)}1`
export const token = 'the-auth-token'
export const telegramBot = '123456:abcdefghijklmnopqrstuvwxyz'
export const secret = 'the-secret-of-the-webhook'

/** A complete production configuration, read as a root reads it. */
export function settings(env: Record<string, string> = {}): Config {
  return readConfig({
    PUBLIC_URL: 'https://tips.example.org',
    TIPTHREAD_KEYS: newRingKey('k1'),
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: token,
    TWILIO_FROM: '+15055550100,+15055550101',
    TELEGRAM_BOT_TOKEN: telegramBot,
    TELEGRAM_WEBHOOK_SECRET: secret,
    ...env,
  })
}

/** Nothing of a provider is set. */
export function noProviders(): Config {
  return readConfig({})
}
