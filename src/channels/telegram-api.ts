import { Api } from 'grammy/web'
import type { TelegramConfig } from '../config.ts'

// `grammy/web` runs on Node and on Workers alike, and imports in a fifth of the time of `grammy`.

const timeoutSeconds = 10

/** The Bot API client. It never retries: a webhook must be quick, and jobs retry from their rows. */
export function telegramApi(config: TelegramConfig): Api {
  return new Api(config.token, { apiRoot: config.api_url, timeoutSeconds })
}
