import { z } from 'zod'
import type { Inbound, InboundContent, InboundFile } from './channel.ts'
import { readButtonData } from './button-data.ts'
import { lenient, readTelegramFiles, TelegramFiles } from './telegram-files.ts'
import { readRich } from './telegram-rich.ts'

/** One update, understood. Only people's own chats with the bot become inbound. */
export type TelegramUpdate =
  | { type: 'inbound'; inbound: Inbound }
  /** From a group or channel, whose words are none of our business. `joined`: we were just added. */
  | { type: 'group'; chat: number; joined: boolean }
  /** Nobody's message: an update type that we neither know nor asked for. */
  | { type: 'ignored' }

const User = z.object({
  id: z.number().int(),
  first_name: lenient(z.string()),
  last_name: lenient(z.string()),
  language_code: lenient(z.string()),
})
type User = z.infer<typeof User>

const Chat = z.object({ id: z.number().int(), type: z.string() })

const degrees = (most: number) => z.number().min(-most).max(most)
const Place = z.object({ latitude: degrees(90), longitude: degrees(180) })

const Message = TelegramFiles.extend({
  message_id: z.number().int(),
  text: lenient(z.string()),
  caption: lenient(z.string()),
  rich_message: lenient(z.unknown()),
  media_group_id: lenient(z.string()),
  location: lenient(Place),
  venue: lenient(z.object({ location: Place, title: z.string() })),
})
type Message = z.infer<typeof Message>

const CallbackQuery = z.object({
  id: z.string(),
  data: z.string(),
  message: lenient(z.object({ message_id: z.number().int() })),
})

const MemberChange = z.object({ new_chat_member: z.object({ status: z.string() }) })

/** What we need to know whom an update is about, before we look at what it says. */
const Envelope = z.looseObject({ from: lenient(User), chat: lenient(Chat) })

/** https://core.telegram.org/bots/api#update; every other type is ignored. */
const Update = z.object({
  update_id: z.number().int(),
  message: lenient(Envelope),
  edited_message: lenient(Envelope),
  callback_query: lenient(Envelope.extend({ message: lenient(Envelope) })),
  my_chat_member: lenient(Envelope),
  channel_post: lenient(Envelope),
  edited_channel_post: lenient(Envelope),
})
type Update = z.infer<typeof Update>

/** Where the person is and what to make of the rest. */
interface Found {
  user?: User | undefined
  chat: z.infer<typeof Chat>
  ref?: string
  content: () => InboundContent
  joined?: boolean
}

/** Understands an update whose secret has been checked. Undefined if it is not JSON of an update. */
export function readUpdate(raw: string): TelegramUpdate | undefined {
  const parsed = Update.safeParse(parseJson(raw))
  if (!parsed.success) return undefined
  const found = find(parsed.data)
  if (!found) return { type: 'ignored' }
  if (found.chat.type !== 'private') {
    return { type: 'group', chat: found.chat.id, joined: found.joined ?? false }
  }
  return { type: 'inbound', inbound: inboundOf(parsed.data.update_id, found, raw) }
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

function inboundOf(updateId: number, found: Found, raw: string): Inbound {
  const { user, ref } = found
  const name = [user?.first_name, user?.last_name].filter(Boolean).join(' ')
  return {
    channel: 'telegram',
    provider_id: String(updateId),
    ...(ref && { provider_ref: ref }),
    from: String(found.chat.id),
    to: 'bot',
    ...(name && { name }),
    ...(user?.language_code && { language_hint: user.language_code }),
    raw,
    content: found.content(),
  }
}

function find(update: Update): Found | undefined {
  const { message, edited_message, callback_query, my_chat_member } = update
  const post = update.channel_post ?? update.edited_channel_post
  if (message) return isNote(message) ? undefined : about(message, readMessage)
  if (edited_message) return about(edited_message, readEdit)
  if (callback_query) return aboutPress(callback_query)
  if (my_chat_member) return aboutMembership(my_chat_member)
  return post && about(post, () => ({ type: 'unreadable' }))
}

type Envelope = z.infer<typeof Envelope>

/** A group's own notes that somebody joined. `my_chat_member` tells us of it when it is about us. */
const arrivals = ['new_chat_members', 'group_chat_created']

/** What an app notes in a person's own chat when a setting changes: they say nothing by it. */
const settings = [
  'message_auto_delete_timer_changed',
  'chat_background_set',
  'pinned_message',
  'write_access_allowed',
  'connected_website',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
]

function isNote(envelope: Envelope): boolean {
  const notes = envelope.chat?.type === 'private' ? settings : arrivals
  return notes.some((note) => note in envelope)
}

function about(envelope: Envelope, read: (message: Message) => InboundContent): Found | undefined {
  if (!envelope.chat) return undefined
  const message = Message.safeParse(envelope)
  return {
    user: envelope.from,
    chat: envelope.chat,
    ...(message.success && { ref: String(message.data.message_id) }),
    content: () => (message.success ? read(message.data) : { type: 'unreadable' }),
  }
}

/** A press without its message is on one of ours that Telegram no longer shows: still the person's. */
function aboutPress(envelope: Envelope & { message?: Envelope | undefined }): Found | undefined {
  const { from, message } = envelope
  const chat = message?.chat ?? (from && { id: from.id, type: 'private' })
  return chat && { user: from, chat, content: () => readPress(envelope) }
}

function aboutMembership(envelope: Envelope): Found | undefined {
  if (!envelope.chat) return undefined
  const change = MemberChange.safeParse(envelope)
  const status = change.data?.new_chat_member.status ?? ''
  const gone = ['left', 'kicked'].includes(status)
  if (envelope.chat.type !== 'private' && gone) return undefined
  return {
    user: envelope.from,
    chat: envelope.chat,
    joined: ['member', 'administrator', 'restricted'].includes(status),
    content: () => readMembership(status),
  }
}

function readMembership(status: string): InboundContent {
  if (status === 'kicked') return { type: 'reach', reach: 'blocked' }
  if (status === 'member') return { type: 'reach', reach: 'yes' }
  return { type: 'unreadable' }
}

function readPress(envelope: Envelope): InboundContent {
  const press = CallbackQuery.safeParse(envelope)
  const button = readButtonData(press.data?.data)
  if (!press.success || !button) return { type: 'unreadable' }
  const { id, message } = press.data
  return {
    type: 'button',
    ...button,
    press_id: id,
    ...(message && { ref: String(message.message_id) }),
  }
}

/**
 * A message in words, files or a place. All else (a sticker, a poll, another person's contact card)
 * is unreadable and stays in `raw` alone: a shared contact holds a third person's number.
 */
function readMessage(message: Message): InboundContent {
  const { text, files } = readParts(message)
  const place = readPlace(message)
  if (text === undefined && files.length === 0 && !place) return { type: 'unreadable' }
  return {
    type: 'message',
    text: text ?? '',
    files,
    ...(place && { place }),
    ...(message.media_group_id && { group: message.media_group_id }),
  }
}

/** A live location moves by edits without words; where it moved to stays in `raw`. */
function readEdit(message: Message): InboundContent {
  const { text = '', files } = readParts(message)
  return {
    type: 'edit',
    text,
    ...(files.length > 0 && { files }),
    ...(message.location && { moves: true }),
  }
}

/** The words stand under one of three names, and so do the files: in the message or on its page. */
function readParts(message: Message): { text?: string; files: InboundFile[] } {
  const page = readRich(message.rich_message)
  const text = message.text ?? message.caption ?? (page.text || undefined)
  const files = [...readTelegramFiles(message), ...page.files]
  return { files, ...(text !== undefined && { text }) }
}

function readPlace(
  message: Message,
): { latitude: number; longitude: number; label?: string } | undefined {
  const { venue, location } = message
  if (venue) return { ...venue.location, label: venue.title }
  return location
}
