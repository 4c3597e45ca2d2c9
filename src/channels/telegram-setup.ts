import type { LanguageCode } from 'grammy/types'
import type { TelegramConfig } from '../config.ts'
import { telegramApi } from './telegram-api.ts'

const updates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const
/** The commands that the bot's menu shows. */
export const botCommands = ['status', 'new', 'delete', 'language', 'skip', 'back', 'help'] as const
type BotCommand = (typeof botCommands)[number]
/** The most that Telegram takes: https://core.telegram.org/bots/api#setmydescription */
const most = { description: 512, short: 120 }

/** What people see of the bot before they write, in one language of Telegram's; `''` is for all others. */
export interface BotWords {
  language_code: string
  commands: Record<BotCommand, string>
  /** In the empty chat. */
  description: string
  /** On the bot's page. */
  short_description: string
}

/** Tells Telegram where to send updates, with the secret, and what people read of the bot. */
export async function connectBot(
  config: TelegramConfig,
  publicUrl: string,
  words: BotWords[],
): Promise<void> {
  const api = telegramApi(config)
  await api.setWebhook(webhookOf(publicUrl), {
    secret_token: config.secret,
    allowed_updates: updates,
  })
  for (const one of words) {
    // Two letters are what Telegram asks for; the client's list of them is longer than ours.
    const to = one.language_code ? { language_code: one.language_code as LanguageCode } : {}
    await api.setMyCommands(
      botCommands.map((command) => ({ command, description: one.commands[command] })),
      to,
    )
    await api.setMyDescription(cut(one.description, most.description), to)
    await api.setMyShortDescription(cut(one.short_description, most.short), to)
  }
}

/** What Telegram says of the bot and of its way to us. */
export interface BotState {
  username: string
  /** Where it sends updates; empty for nowhere. */
  url: string
  waiting: number
  /** What went wrong last, if something did. */
  trouble: string | undefined
}

/** Throws when the token is wrong or Telegram does not answer. */
export async function readBot(config: TelegramConfig): Promise<BotState> {
  const api = telegramApi(config)
  const [{ username }, hook] = [await api.getMe(), await api.getWebhookInfo()]
  return {
    username,
    url: hook.url ?? '',
    waiting: hook.pending_update_count,
    trouble: hook.last_error_message,
  }
}

/** Telegram's one address at ours. */
export function webhookOf(publicUrl: string): string {
  return `${publicUrl}/webhooks/telegram`
}

/** Half of a sign, such as of an emoji, would be refused with all the rest. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
