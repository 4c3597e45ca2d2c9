import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Inbound } from '../channels/channel.ts'
import { isSecret } from '../channels/telegram.ts'
import { telegramApi } from '../channels/telegram-api.ts'
import { readUpdate } from '../channels/telegram-inbound.ts'
import type { TelegramConfig } from '../config.ts'
import type { Deps, WithDeps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { say } from '../i18n/say.ts'
import { answerInbound } from './turn.ts'

/** Telegram's one address. */
export const telegram = new Hono<WithDeps>().post('/', async (c) => {
  const { deps } = c.var
  const config = deps.config.telegram
  if (!config) throw new Failure('not-found')
  const raw = await secretBody(c, config)
  const update = readUpdate(raw)
  if (!update) throw new Failure('bad-request')
  if (update.type === 'inbound') return answerPerson(deps, config, update.inbound)
  if (update.type === 'group') deps.later(leave(deps, config, update))
  deps.metrics.turns.inc({ channel: 'telegram', outcome: 'ignored' })
  return c.body(null, 200)
})

async function secretBody(c: Context<WithDeps>, config: TelegramConfig): Promise<string> {
  if (!isSecret(config, c.req.header('x-telegram-bot-api-secret-token'))) {
    throw new Failure('bad-signature')
  }
  return c.req.text()
}

async function answerPerson(
  deps: Deps,
  config: TelegramConfig,
  inbound: Inbound,
): Promise<Response> {
  const response = await answerInbound(deps, inbound)
  const { content } = inbound
  if (content.type === 'button' && content.press_id) {
    deps.later(acknowledge(deps, config, content.press_id))
  }
  return response
}

/** Stops the button's spinner. A failure costs nothing but the spinner, so it is only counted. */
async function acknowledge(deps: Deps, config: TelegramConfig, pressId: string): Promise<void> {
  await counted(deps, () => telegramApi(config).answerCallbackQuery(pressId))
}

/**
 * Leaves a group. When just added it says why first, by the API and not in the webhook's answer, as
 * only so the words surely come before the leaving. If leaving fails, the next message tries again.
 */
async function leave(
  deps: Deps,
  config: TelegramConfig,
  group: { chat: number; joined: boolean },
): Promise<void> {
  const api = telegramApi(config)
  const words = say(deps.lines[0]?.default_language ?? 'en', 'channels.group')
  if (group.joined) await counted(deps, () => api.sendMessage(group.chat, words))
  await counted(deps, () => api.leaveChat(group.chat))
}

async function counted(deps: Deps, call: () => Promise<unknown>): Promise<void> {
  const status = await call().then(
    () => 'sent',
    () => 'failed',
  )
  deps.metrics.sends.inc({ channel: 'telegram', status })
}
