import { dropOldest, type PhoneFile, type PhoneMessage } from './phone.ts'
import type { TelegramContent, TelegramPerson, TelegramWorld } from './telegram-double.ts'
import { pressLifetime } from './telegram-hook.ts'

/** What people do on their phones. Everything is on its way when these return. */
export interface People {
  send(person: TelegramPerson, content: TelegramContent): void
  /** Changes the words of an earlier message. */
  edit(person: TelegramPerson, messageId: string, text: string): void
  press(person: TelegramPerson, messageId: string, data: string): void
  block(person: TelegramPerson, blocked: boolean): void
  /** Adds the bot to a group. */
  addToGroup(person: TelegramPerson, group: { id: number; title: string }): void
}

const filesMost = 200
const pressesMost = 200
const bot = { id: 1, is_bot: true, first_name: 'Tip line', username: 'tipline_bot' }

export function createPeople(world: TelegramWorld): People {
  return {
    send: (person, content) => send(world, person, content),
    edit: (person, messageId, text) => edit(world, person, messageId, text),
    press: (person, messageId, data) => press(world, person, messageId, data),
    block: (person, blocked) => block(world, person, blocked),
    addToGroup: (person, group) => addToGroup(world, person, group),
  }
}

function userOf(person: TelegramPerson) {
  return { ...person, is_bot: false }
}

function chatOf({ id, first_name }: TelegramPerson) {
  return { id, first_name, type: 'private' }
}

function send(world: TelegramWorld, person: TelegramPerson, content: TelegramContent): void {
  const { text = '', file, place, album } = content
  // The app lets nobody write to a bot they have blocked; its "Restart" unblocks it first.
  if (world.phones.at(String(person.id)).blocked) block(world, person, false)
  const id = world.nextId()
  const shown = world.phones.add(String(person.id), {
    id: String(id),
    by: 'person',
    text,
    files: file ? [file] : [],
    state: 'sending',
    ...(place && { place }),
  })
  const message = {
    message_id: id,
    from: userOf(person),
    chat: chatOf(person),
    date: seconds(shown.at),
    ...(text && (file ? { caption: text } : { text })),
    ...(file && fileParts(world, file, content.original ?? false)),
    ...(place && placeParts(place)),
    ...(album && { media_group_id: album }),
  }
  void track(world, shown, world.hook.push(`chat ${person.id}`, { message }))
}

async function track(
  world: TelegramWorld,
  shown: PhoneMessage,
  taken: Promise<boolean>,
): Promise<void> {
  shown.state = (await taken) ? 'sent' : 'lost'
  world.phones.changed()
}

function placeParts({ latitude, longitude, label }: NonNullable<TelegramContent['place']>) {
  const location = { latitude, longitude }
  return { location, ...(label && { venue: { location, title: label, address: label } }) }
}

/** A photo comes in several sizes, a file as it is. */
function fileParts(world: TelegramWorld, file: PhoneFile, original: boolean) {
  world.files.set(file.id, file)
  dropOldest(world.files, filesMost)
  const described = {
    file_id: file.id,
    file_unique_id: `u${file.id}`,
    file_size: file.bytes.length,
  }
  const family = original ? '' : file.type.split('/')[0]
  if (family === 'image') {
    const small = { ...described, file_id: `${file.id}-small`, file_size: 1, width: 90, height: 60 }
    return { photo: [small, { ...described, width: 900, height: 600 }] }
  }
  const typed = { ...described, mime_type: file.type }
  if (family === 'video') return { video: { ...typed, width: 900, height: 600, duration: 3 } }
  if (family === 'audio') return { voice: { ...typed, duration: 3 } }
  return { document: { ...typed, file_name: file.name ?? 'file' } }
}

function edit(world: TelegramWorld, person: TelegramPerson, id: string, text: string): void {
  const shown = world.phones.message(String(person.id), id)
  if (shown?.by !== 'person') return
  shown.text = text
  shown.edited = true
  world.phones.changed()
  const edited_message = {
    message_id: Number(id),
    from: userOf(person),
    chat: chatOf(person),
    date: seconds(shown.at),
    edit_date: seconds(Date.now()),
    ...(shown.files.length > 0 ? { caption: text } : { text }),
  }
  void world.hook.push(`chat ${person.id}`, { edited_message })
}

function press(world: TelegramWorld, person: TelegramPerson, id: string, data: string): void {
  const shown = world.phones.message(String(person.id), id)
  const button = shown?.buttons?.flat().find((each) => each.data === data)
  if (!shown || !button) return
  const query = crypto.randomUUID()
  button.pending = true
  const stop = () => {
    delete button.pending
    world.phones.changed()
  }
  world.presses.set(query, stop)
  dropOldest(world.presses, pressesMost)
  world.phones.changed()
  const message = {
    message_id: Number(id),
    from: bot,
    chat: chatOf(person),
    date: seconds(shown.at),
    text: shown.text,
  }
  const callback_query = { id: query, from: userOf(person), chat_instance: '1', message, data }
  void world.hook.push(`presses ${person.id}`, { callback_query }, pressLifetime)
}

function block(world: TelegramWorld, person: TelegramPerson, blocked: boolean): void {
  world.phones.at(String(person.id)).blocked = blocked
  world.phones.changed()
  const [before, after] = blocked ? ['member', 'kicked'] : ['kicked', 'member']
  const my_chat_member = membership(person, chatOf(person), before, after)
  void world.hook.push(`members ${person.id}`, { my_chat_member })
}

function addToGroup(
  world: TelegramWorld,
  person: TelegramPerson,
  group: { id: number; title: string },
): void {
  const chat = { ...group, type: 'group' }
  world.phones.at(String(group.id))
  const arrival = {
    message_id: world.nextId(),
    from: userOf(person),
    chat,
    date: seconds(Date.now()),
    new_chat_members: [bot],
  }
  const my_chat_member = membership(person, chat, 'left', 'member')
  void world.hook.push(`members ${group.id}`, { my_chat_member })
  void world.hook.push(`chat ${group.id}`, { message: arrival })
}

function membership(person: TelegramPerson, chat: object, before = '', after = '') {
  return {
    chat,
    from: userOf(person),
    date: seconds(Date.now()),
    old_chat_member: { user: bot, status: before },
    new_chat_member: { user: bot, status: after },
  }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
