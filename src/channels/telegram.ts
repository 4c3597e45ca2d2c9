import { createHash, timingSafeEqual } from 'node:crypto'
import { GrammyError, HttpError } from 'grammy/web'
import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'
import type { Config, TelegramConfig } from '../config.ts'
import type { Button, Channel, Delivery, Sent, WebhookAnswer } from './channel.ts'
import { telegramApi } from './telegram-api.ts'
import { fetchFromTelegram } from './telegram-media.ts'
import { sendThatThrew } from './uncertain.ts'

/** Labels up to this many letters stand two in a row on a narrow phone. */
const shortLabel = 16

/** Telegram. 4,096 characters is the most a message holds: https://core.telegram.org/bots/api#sendmessage */
export function createTelegramChannel(config: Config): Channel {
  return {
    name: 'telegram',
    traits: { limit: 4096, buttons: true, segments: false },
    answer: answerWithMethod,
    send: (delivery) => sendByTelegram(config.telegram, delivery),
    fetchFile: (file) => fetchFromTelegram(config.telegram, file),
  }
}

/** Whether the header `X-Telegram-Bot-Api-Secret-Token` is ours, in constant time. */
export function isSecret(config: TelegramConfig, header: string | undefined): boolean {
  if (!config.secret || header === undefined) return false
  return timingSafeEqual(sha256(header), sha256(config.secret))
}

function sha256(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}

/** One method rides home in the body: https://core.telegram.org/bots/faq ("make requests in response"). */
function answerWithMethod(reply: Delivery | null): WebhookAnswer {
  if (!reply) return { content_type: 'text/plain', body: '' }
  const call =
    reply.outgoing.type === 'text'
      ? { method: 'sendMessage', ...textCall(reply, reply.outgoing) }
      : { method: 'editMessageReplyMarkup', ...marksCall(reply, reply.outgoing) }
  return { content_type: 'application/json', body: JSON.stringify(call) }
}

/** Protected: the chat cannot be forwarded or saved from a phone that somebody else holds. */
function textCall(delivery: Delivery, outgoing: { text: string; buttons?: Button[] }) {
  return {
    chat_id: Number(delivery.address),
    text: outgoing.text.toWellFormed(),
    protect_content: true,
    link_preview_options: { is_disabled: true },
    ...(outgoing.buttons?.length && { reply_markup: keyboard(outgoing.buttons) }),
  }
}

function marksCall(delivery: Delivery, outgoing: { ref: string; buttons: Button[] }) {
  return {
    chat_id: Number(delivery.address),
    message_id: Number(outgoing.ref),
    reply_markup: keyboard(outgoing.buttons),
  }
}

function keyboard(buttons: Button[]): InlineKeyboardMarkup {
  const perRow = buttons.every(({ label }) => [...label].length <= shortLabel) ? 2 : 1
  const rows: InlineKeyboardButton[][] = []
  for (let n = 0; n < buttons.length; n += perRow) {
    const row = buttons.slice(n, n + perRow)
    rows.push(row.map(({ label, data }) => ({ text: label.toWellFormed(), callback_data: data })))
  }
  return { inline_keyboard: rows }
}

async function sendByTelegram(
  config: TelegramConfig | undefined,
  delivery: Delivery,
): Promise<Sent> {
  if (!config) return { status: 'failed', code: 'not-configured', retryable: false }
  const { raw } = telegramApi(config)
  const { outgoing } = delivery
  try {
    if (outgoing.type === 'buttons') {
      await raw.editMessageReplyMarkup(marksCall(delivery, outgoing))
      return { status: 'sent', provider_id: outgoing.ref }
    }
    const message = await raw.sendMessage(textCall(delivery, outgoing))
    return { status: 'sent', provider_id: String(message.message_id) }
  } catch (error) {
    if (outgoing.type === 'buttons' && isThereAlready(error)) {
      return { status: 'sent', provider_id: outgoing.ref }
    }
    return readFailure(error)
  }
}

/** Marks drawn before: Telegram calls it an error, but it is what we wanted. */
function isThereAlready(error: unknown): boolean {
  return error instanceof GrammyError && error.description.includes('message is not modified')
}

/**
 * https://core.telegram.org/bots/api#making-requests; 403 is "blocked by the user" or "deactivated", 401 a
 * token that counts no more, which the operator is about to mend.
 */
function readFailure(error: unknown): Sent {
  if (error instanceof HttpError) return sendThatThrew(error.error)
  if (!(error instanceof GrammyError)) return { status: 'unknown' }
  const code = `telegram-${error.error_code}`
  if (error.error_code >= 500) return { status: 'unknown' }
  if (error.error_code === 403) {
    return { status: 'failed', code, retryable: false, reach: 'blocked' }
  }
  if (error.error_code === 429) {
    const retry_after = error.parameters.retry_after ?? 1
    return { status: 'failed', code, retryable: true, retry_after }
  }
  return { status: 'failed', code, retryable: error.error_code === 401 }
}
