import { z } from 'zod'
import type { PhoneButton } from './phone.ts'
import type { TelegramWorld } from './telegram-double.ts'

/** An error as the Bot API answers it. */
export class TelegramRefusal extends Error {
  readonly error_code: number
  readonly description: string
  readonly parameters: { retry_after: number } | undefined

  constructor(error_code: number, description: string, parameters?: { retry_after: number }) {
    super(description)
    this.error_code = error_code
    this.description = description
    this.parameters = parameters
  }
}

type Method = (world: TelegramWorld, params: unknown) => unknown

const largestFile = 20 << 20

const ChatId = z.coerce.number().int()
const Markup = z.object({
  inline_keyboard: z.array(
    z.array(z.object({ text: z.string().min(1), callback_data: z.string().min(1) })),
  ),
})
const SendMessage = z.object({
  chat_id: ChatId,
  text: z.string(),
  reply_markup: Markup.optional(),
})
const EditMarkup = z.object({
  chat_id: ChatId,
  message_id: z.coerce.number().int(),
  reply_markup: Markup.optional(),
})
const AnswerPress = z.object({ callback_query_id: z.string() })
const OneMessage = z.object({ chat_id: ChatId, message_id: z.coerce.number().int() })
const OneChat = z.object({ chat_id: ChatId })
const OneFile = z.object({ file_id: z.string() })
const language_code = z
  .string()
  .regex(/^([a-z]{2})?$/)
  .default('')
const SetWebhook = z.object({ url: z.string(), secret_token: z.string().optional() })
const SetCommands = z.object({
  commands: z
    .array(
      z.object({
        command: z.string().regex(/^[a-z0-9_]{1,32}$/),
        description: z.string().min(1).max(256),
      }),
    )
    .max(100),
  language_code,
})
const SetDescription = z.object({ description: z.string().max(512), language_code })
const SetShortDescription = z.object({ short_description: z.string().max(120), language_code })

/** The methods that a line needs: https://core.telegram.org/bots/api#available-methods */
export const methods: Record<string, Method> = {
  getMe: () => ({ id: 1, is_bot: true, first_name: 'Tip line', username: 'tipline_bot' }),
  sendMessage,
  editMessageReplyMarkup,
  answerCallbackQuery,
  deleteMessage,
  leaveChat,
  getFile,
  setWebhook: ({ bot }, params) => {
    const { url, secret_token } = read(SetWebhook, params)
    Object.assign(bot, { url, secret: secret_token ?? '' })
    return true
  },
  setMyCommands: ({ bot }, params) => {
    const { commands, language_code } = read(SetCommands, params)
    bot.commands.set(language_code, commands)
    return true
  },
  setMyDescription: ({ bot }, params) => {
    const { description, language_code } = read(SetDescription, params)
    bot.descriptions.set(language_code, description)
    return true
  },
  setMyShortDescription: ({ bot }, params) => {
    const { short_description, language_code } = read(SetShortDescription, params)
    bot.shortDescriptions.set(language_code, short_description)
    return true
  },
  getWebhookInfo: ({ bot, hook }) => ({
    url: bot.url,
    has_custom_certificate: false,
    pending_update_count: hook.pending(),
  }),
}

function read<T extends z.ZodType>(schema: T, params: unknown): z.infer<T> {
  const parsed = schema.safeParse(params)
  if (parsed.success) return parsed.data
  const name = parsed.error.issues[0]?.path.join('.')
  throw new TelegramRefusal(400, `Bad Request: parameter ${name} is missing or wrong`)
}

/** A bot writes only to people who have written to it and have not blocked it since. */
function sendMessage(world: TelegramWorld, params: unknown): unknown {
  const { chat_id, text, reply_markup } = read(SendMessage, params)
  const phone = world.phones.find(String(chat_id))
  if (!phone) throw new TelegramRefusal(400, 'Bad Request: chat not found')
  if (phone.blocked) throw new TelegramRefusal(403, 'Forbidden: bot was blocked by the user')
  checkText(text)
  const id = world.nextId()
  world.phones.add(phone.address, {
    id: String(id),
    by: 'line',
    text,
    ...(reply_markup && { buttons: readButtons(reply_markup) }),
  })
  const date = Math.floor(Date.now() / 1000)
  return { message_id: id, date, chat: { id: chat_id, type: 'private' }, text }
}

function checkText(text: string): void {
  if (!text.trim()) throw new TelegramRefusal(400, 'Bad Request: message text is empty')
  if (text.length > 4096) throw new TelegramRefusal(400, 'Bad Request: message is too long')
  if (!text.isWellFormed()) {
    throw new TelegramRefusal(400, 'Bad Request: strings must be encoded in UTF-8')
  }
}

function readButtons({ inline_keyboard }: z.infer<typeof Markup>): PhoneButton[][] {
  const tooLong = (data: string) => new TextEncoder().encode(data).length > 64
  return inline_keyboard.map((row) =>
    row.map(({ text, callback_data }) => {
      if (tooLong(callback_data)) throw new TelegramRefusal(400, 'Bad Request: BUTTON_DATA_INVALID')
      return { label: text, data: callback_data }
    }),
  )
}

function editMessageReplyMarkup(world: TelegramWorld, params: unknown): unknown {
  const { chat_id, message_id, reply_markup } = read(EditMarkup, params)
  const message = world.phones.message(String(chat_id), String(message_id))
  if (message?.by !== 'line')
    throw new TelegramRefusal(400, 'Bad Request: message to edit not found')
  const buttons = reply_markup ? readButtons(reply_markup) : []
  const drawn = (rows: PhoneButton[][] = []) =>
    JSON.stringify(rows.map((row) => row.map(({ label, data }) => [label, data])))
  if (drawn(buttons) === drawn(message.buttons)) {
    throw new TelegramRefusal(400, 'Bad Request: message is not modified')
  }
  message.buttons = buttons
  world.phones.changed()
  return { message_id }
}

function answerCallbackQuery(world: TelegramWorld, params: unknown): unknown {
  const { callback_query_id } = read(AnswerPress, params)
  const acknowledge = world.presses.get(callback_query_id)
  if (!acknowledge) throw new TelegramRefusal(400, 'Bad Request: query ID is invalid')
  world.presses.delete(callback_query_id)
  acknowledge()
  return true
}

function deleteMessage(world: TelegramWorld, params: unknown): unknown {
  const { chat_id, message_id } = read(OneMessage, params)
  const removed = world.phones.remove(String(chat_id), String(message_id))
  if (!removed) throw new TelegramRefusal(400, 'Bad Request: message to delete not found')
  return true
}

function leaveChat(world: TelegramWorld, params: unknown): unknown {
  const { chat_id } = read(OneChat, params)
  const phone = world.phones.find(String(chat_id))
  if (!phone || chat_id > 0) throw new TelegramRefusal(400, 'Bad Request: chat not found')
  if (phone.blocked) throw new TelegramRefusal(403, 'Forbidden: bot is not a member of the chat')
  phone.blocked = true
  return true
}

function getFile(world: TelegramWorld, params: unknown): unknown {
  const { file_id } = read(OneFile, params)
  const file = world.files.get(file_id)
  if (!file) throw new TelegramRefusal(400, 'Bad Request: wrong file_id')
  if (file.bytes.length > largestFile) {
    throw new TelegramRefusal(400, 'Bad Request: file is too big')
  }
  const file_size = file.bytes.length
  return { file_id, file_unique_id: `u${file_id}`, file_size, file_path: `files/${file_id}` }
}
